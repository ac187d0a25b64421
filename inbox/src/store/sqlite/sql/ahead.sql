SELECT entry.id, attempts, lease IS NOT NULL AS unended, received_at, authenticated_by, traceparent, bytes
FROM entry
LEFT JOIN body ON body.id = entry.id
WHERE attempts = 0 AND (lease IS NULL OR ?4) AND entry.id > 0 AND entry.id IN (
    SELECT id FROM entry INDEXED BY entry_waiting
    WHERE state = 0 AND lane = ?1 AND due > ?2
    ORDER BY due DESC
    LIMIT 64
)
LIMIT ?3
