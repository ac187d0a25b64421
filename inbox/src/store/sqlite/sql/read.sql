UPDATE OR IGNORE entry
SET fingerprint = ?2, lane = ?3, event_type = ?4,
    message_id = ?5, message_at = ?6, message_status = ?7
WHERE id = ?1
