SELECT
    (SELECT count(*) FROM entry INDEXED BY entry_waiting WHERE state = 0),
    (SELECT count(*) FROM entry INDEXED BY entry_waiting WHERE state = 0 AND lane = 0),
    -- Of those that wait, the one that was stored first.
    (SELECT received_at FROM entry INDEXED BY entry_listed WHERE state = 0 ORDER BY id LIMIT 1),
    (SELECT count(*) FROM entry INDEXED BY entry_parked WHERE state = 2),
    (SELECT count(*) FROM entry INDEXED BY entry_quarantined WHERE state = 3)
