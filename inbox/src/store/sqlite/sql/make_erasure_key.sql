INSERT INTO erasure (key) VALUES (?1)
