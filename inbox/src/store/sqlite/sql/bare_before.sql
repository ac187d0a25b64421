SELECT id, 0
FROM entry INDEXED BY entry_done
WHERE state = 1 AND has_body = 0 AND ended_at < ?1
ORDER BY ended_at
LIMIT ?2
