UPDATE entry
SET state = 1, ended_at = iif(state = 1, ended_at, ?2), due = NULL, lease = NULL, has_body = 0,
    traceparent = NULL, problem = NULL, event_type = ?3, message_id = NULL, message_at = NULL,
    message_status = NULL
WHERE id = ?1
