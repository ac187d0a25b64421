SELECT entry.id, state, event_type, received_at, attempts, due, ended_at, problem,
    lane, authenticated_by, traceparent, bytes
FROM entry
LEFT JOIN body ON body.id = entry.id
WHERE entry.id > ?1
ORDER BY entry.id
LIMIT ?2
