-- What a peer gave is BYTEA: text columns refuse NUL, and what the database's encoding lacks.
-- It may be longer than an index takes, so what is looked up by it is indexed by its front.
-- Instants are nanoseconds since 1970.

CREATE TABLE kudosity_inbox.meta (
    version BIGINT NOT NULL,
    erasure_key BYTEA NOT NULL
);

-- Drawn anew by each claim.
CREATE SEQUENCE kudosity_inbox.lease;

CREATE TABLE kudosity_inbox.entry (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    due BIGINT,
    lease BIGINT,
    received_at BIGINT NOT NULL,
    ended_at BIGINT,
    attempts INTEGER NOT NULL DEFAULT 0,
    lane SMALLINT NOT NULL,
    state SMALLINT NOT NULL,
    fingerprint BYTEA NOT NULL CONSTRAINT entry_is_known UNIQUE,
    authenticated_by BYTEA NOT NULL,
    event_type BYTEA,
    traceparent BYTEA,
    problem BYTEA,
    body BYTEA
) WITH (autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.02);

-- One a state, by what is asked of it.
CREATE INDEX entry_waiting ON kudosity_inbox.entry (lane, due, id) INCLUDE (received_at) WHERE state = 0;
CREATE INDEX entry_done_with_body ON kudosity_inbox.entry (ended_at) WHERE state = 1 AND body IS NOT NULL;
CREATE INDEX entry_done_without ON kudosity_inbox.entry (ended_at) WHERE state = 1 AND body IS NULL;
CREATE INDEX entry_parked ON kudosity_inbox.entry (id) WHERE state = 2;
CREATE INDEX entry_quarantined ON kudosity_inbox.entry (id) WHERE state = 3;

-- Apart, so that a claim and its end do not write it anew; kept as long as its entry.
CREATE TABLE kudosity_inbox.receipt (
    entry BIGINT PRIMARY KEY,
    at BIGINT NOT NULL,
    message_id BYTEA NOT NULL,
    status BYTEA NOT NULL
);
CREATE INDEX receipt_by_message ON kudosity_inbox.receipt (substring(message_id FOR 256));

CREATE TABLE kudosity_inbox.consent (
    -- SHA-256 of both numbers.
    between_them BYTEA PRIMARY KEY,
    opted_out BIGINT,
    opted_in BIGINT,
    person BYTEA NOT NULL,
    account BYTEA NOT NULL
);
CREATE INDEX consent_by_person ON kudosity_inbox.consent
    (substring(person FOR 256), substring(account FOR 256));

INSERT INTO kudosity_inbox.meta (version, erasure_key) VALUES (1, decode(repeat('ab', 32), 'hex'));

INSERT INTO kudosity_inbox.entry (
    fingerprint, lane, state, due, attempts, received_at, ended_at, event_type, authenticated_by, problem, body
)
VALUES
    ('\x00000000000000010707070707070707', 1, 0, 1772360100000000000, 0, 1772360100000000000, NULL, 'SMS_STATUS', 'secret 1 of 1', NULL, '{"number":1}'),
    ('\x00000000000000020707070707070707', 0, 2, NULL, 25, 1772360100000000000, 1772360200000000000, 'OPT_OUT', 'secret 1 of 1', 'poison', '{"number":2}'),
    ('\x00000000000000030707070707070707', 1, 3, NULL, 0, 1772360100000000000, NULL, NULL, 'secret 1 of 1', 'no event', '{"number":3}'),
    ('\x00000000000000040707070707070707', 1, 1, NULL, 1, 1772360100000000000, 1772360200000000000, 'SMS_INBOUND', 'secret 1 of 1', NULL, NULL);
INSERT INTO kudosity_inbox.receipt (entry, at, message_id, status) VALUES (1, 1772360100000000000, 'm-1', 'SENT');
INSERT INTO kudosity_inbox.consent (between_them, opted_out, opted_in, person, account) VALUES (
    '\x57e3e6ef58752e5b9389058432cc9dcac2f86b1356d007003ec048d9292ed942',
    1772360100000000000, NULL, '61491570006', '61491570156'
);
