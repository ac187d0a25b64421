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

INSERT INTO entry (
    id, fingerprint, state, lane, due, attempts, received_at, ended_at, has_body, event_type,
    authenticated_by, problem, message_id, message_at, message_status
)
VALUES
    (1, x'01000000000000000000000000000000', 0, 1, 1772360100000000000, 0, 1772360100000000000, NULL, 1, 'SMS_STATUS', 'secret 1 of 1', NULL, 'm-1', 1772360100000000000, 'SENT'),
    (2, x'02000000000000000000000000000000', 2, 0, NULL, 25, 1772360100000000000, 1772360200000000000, 1, 'OPT_OUT', 'secret 1 of 1', 'poison', NULL, NULL, NULL),
    (3, x'03000000000000000000000000000000', 3, 1, NULL, 0, 1772360100000000000, NULL, 1, NULL, 'secret 1 of 1', 'no event', NULL, NULL, NULL),
    (4, x'04000000000000000000000000000000', 1, 1, NULL, 1, 1772360100000000000, 1772360200000000000, 0, 'SMS_INBOUND', 'secret 1 of 1', NULL, NULL, NULL, NULL);
INSERT INTO body (id, bytes)
VALUES
    (1, CAST('{"number":1}' AS BLOB)),
    (2, CAST('{"number":2}' AS BLOB)),
    (3, CAST('{"number":3}' AS BLOB));
INSERT INTO consent VALUES ('61491570006', '61491570156', 1772360100000000000, NULL);
INSERT INTO erasure VALUES (x'abababababababababababababababababababababababababababababababab');
PRAGMA journal_mode = WAL;
PRAGMA user_version = 1;
PRAGMA application_id = 0x4B57494E;
