UPDATE entry
SET state = 0, due = ?2, attempts = 0, ended_at = NULL, problem = NULL
WHERE id = ?1
