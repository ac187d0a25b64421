UPDATE entry
SET state = iif(state = 0, 1, state), ended_at = iif(state = 0, ?2, ended_at), due = NULL,
    lease = NULL, has_body = 0, traceparent = NULL, problem = NULL, event_type = ?3,
    message_id = NULL, message_at = NULL, message_status = NULL
WHERE id = ?1
