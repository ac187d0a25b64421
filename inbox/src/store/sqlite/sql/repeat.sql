UPDATE entry SET state = 1, ended_at = ?2, problem = NULL WHERE id = ?1
