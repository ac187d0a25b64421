SELECT id FROM entry INDEXED BY entry_parked
WHERE state = 2 AND ended_at < ?1
ORDER BY ended_at
LIMIT ?2
