SELECT id, state, event_type, received_at, attempts, due, ended_at, problem
FROM entry INDEXED BY entry_listed
WHERE state = ?1 AND id > ?2
ORDER BY id
LIMIT ?3
