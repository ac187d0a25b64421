UPDATE entry SET due = ?2, lease = ?3, attempts = min(attempts, 4294967294) + 1 WHERE id = ?1
