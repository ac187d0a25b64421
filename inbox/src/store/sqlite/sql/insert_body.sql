INSERT INTO body (id, bytes) VALUES (?1, ?2)
