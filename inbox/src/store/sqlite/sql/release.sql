UPDATE entry SET due = ?3, lease = iif(?4, random(), NULL), attempts = max(attempts - 1, 0)
WHERE id = ?1 AND lease = ?2 AND state = 0
