SELECT event_type FROM entry WHERE id = ?1
