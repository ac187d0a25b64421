UPDATE entry
SET state = 1, due = NULL, lease = NULL, ended_at = ?3, problem = NULL
WHERE id = ?1 AND lease = ?2 AND state = 0
