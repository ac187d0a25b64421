-- Tells the file from those of other applications: "KWIN".
PRAGMA application_id = 0x4B57494E;

-- The entries: what was delivered, or, once its body is gone, that it was.
CREATE TABLE entry (
    -- Never given twice, so that a lease cannot meet another entry.
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    fingerprint BLOB NOT NULL UNIQUE,
    -- 0 waiting, 1 done, 2 parked, 3 quarantined.
    state INTEGER NOT NULL,
    -- 0 withdrawals of consent, 1 everything else.
    lane INTEGER NOT NULL,
    -- Where it waits: from when on it may be claimed. That is the end of the lease, while it is worked.
    due INTEGER,
    attempts INTEGER NOT NULL,
    -- The token of the claim that holds it.
    lease INTEGER,
    received_at INTEGER NOT NULL,
    ended_at INTEGER,
    -- 1 while there is a row in `body`.
    has_body INTEGER NOT NULL,
    event_type TEXT,
    authenticated_by TEXT NOT NULL,
    traceparent TEXT,
    problem TEXT,
    -- The receipt that it is.
    message_id TEXT,
    message_at INTEGER,
    message_status TEXT
) STRICT;

-- Apart, so that a claim and its end do not write the body anew.
CREATE TABLE body (
    id INTEGER PRIMARY KEY REFERENCES entry (id),
    bytes BLOB NOT NULL
) STRICT;

-- One index a state, by what is asked of it. Each has the id behind its columns.
CREATE INDEX entry_waiting ON entry (lane, due) WHERE state = 0;
CREATE INDEX entry_done ON entry (has_body, ended_at) WHERE state = 1;
CREATE INDEX entry_parked ON entry (ended_at) WHERE state = 2;
CREATE INDEX entry_quarantined ON entry (received_at) WHERE state = 3;
-- Lists are in the order of ids, of any state.
CREATE INDEX entry_listed ON entry (state);
-- The history of a message, read from the index alone.
CREATE INDEX entry_message ON entry (message_id, message_at, message_status)
    WHERE message_id IS NOT NULL;

-- The latest instants at which a person said either, to an account; '' is all accounts.
CREATE TABLE consent (
    person TEXT NOT NULL,
    account TEXT NOT NULL,
    opted_out INTEGER,
    opted_in INTEGER,
    PRIMARY KEY (person, account)
) STRICT, WITHOUT ROWID;

-- What the numbers of erased persons are hashed with: one row.
CREATE TABLE erasure (
    key BLOB NOT NULL
) STRICT;
