SELECT DISTINCT message_id, message_at, message_status
FROM entry INDEXED BY entry_message
WHERE message_id = ?1
ORDER BY message_at, message_status
