INSERT INTO entry (
    fingerprint, state, lane, due, attempts, received_at, has_body, event_type, authenticated_by,
    traceparent, problem, message_id, message_at, message_status
)
VALUES (?1, ?2, ?3, ?4, 0, ?5, 1, ?6, ?7, ?8, ?9, ?10, ?11, ?12)
ON CONFLICT (fingerprint) DO NOTHING
