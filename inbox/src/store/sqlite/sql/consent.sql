INSERT INTO consent (person, account, opted_out, opted_in)
VALUES (?1, ?2, ?3, ?4)
ON CONFLICT (person, account) DO UPDATE SET
    opted_out = max(ifnull(opted_out, excluded.opted_out), ifnull(excluded.opted_out, opted_out)),
    opted_in = max(ifnull(opted_in, excluded.opted_in), ifnull(excluded.opted_in, opted_in))
