UPDATE entry SET due = ?3, lease = NULL, problem = ?4
WHERE id = ?1 AND lease = ?2 AND state = 0
