SELECT entry.id, attempts, lease IS NOT NULL AS unended, received_at, authenticated_by, traceparent, bytes
FROM entry INDEXED BY entry_waiting
LEFT JOIN body ON body.id = entry.id
WHERE state = 0 AND lane = ?1 AND due <= ?2 AND (lease IS NULL OR ?4) AND entry.id > 0
ORDER BY due, entry.id
LIMIT ?3
