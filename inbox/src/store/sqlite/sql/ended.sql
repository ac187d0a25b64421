SELECT state FROM entry WHERE id = ?1 AND state <> 0 AND has_body = 1
