SELECT id FROM entry INDEXED BY entry_quarantined
WHERE state = 3 AND received_at < ?1
ORDER BY received_at
LIMIT ?2
