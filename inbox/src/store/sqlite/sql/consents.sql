SELECT person, account, opted_out, opted_in
FROM consent
WHERE (person, account) >= (?1, ?2) AND (?3 OR (person, account) <> (?1, ?2))
ORDER BY person, account
