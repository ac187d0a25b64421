UPDATE entry SET has_body = 0, traceparent = NULL WHERE id = ?1
