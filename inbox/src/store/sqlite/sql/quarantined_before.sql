SELECT entry.id, ifnull(length(bytes), 0)
FROM entry INDEXED BY entry_quarantined
LEFT JOIN body ON body.id = entry.id
WHERE state = 3 AND received_at < ?1
ORDER BY received_at
LIMIT ?2
