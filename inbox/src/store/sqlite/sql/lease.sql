UPDATE entry SET due = ?2, lease = ?3, attempts = attempts + 1 WHERE id = ?1
