UPDATE entry
SET state = 1, ended_at = ifnull(ended_at, received_at), has_body = 0, traceparent = NULL,
    problem = NULL
WHERE id = ?1
