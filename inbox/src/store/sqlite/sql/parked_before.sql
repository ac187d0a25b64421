SELECT entry.id, ifnull(length(bytes), 0)
FROM entry INDEXED BY entry_parked
LEFT JOIN body ON body.id = entry.id
WHERE state = 2 AND ended_at < ?1
ORDER BY ended_at
LIMIT ?2
