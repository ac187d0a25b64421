SELECT person, account, opted_out, opted_in
FROM consent
WHERE person = ?1
ORDER BY account
