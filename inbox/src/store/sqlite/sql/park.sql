UPDATE entry
SET state = 2, due = NULL, lease = NULL, ended_at = ?3, problem = ?4
WHERE id = ?1 AND lease = ?2 AND state = 0
