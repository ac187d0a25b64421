SELECT DISTINCT message_id
FROM entry INDEXED BY entry_message
WHERE message_id >= ?1 AND message_id IS NOT ?2
ORDER BY message_id
