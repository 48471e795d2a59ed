-- The layout of version 1. On disk: never edit this file, add the next one.
-- Moments are seconds since 1970-01-01T00:00:00Z.

-- The truth. See ledger.rs for what the hash is over.
CREATE TABLE ledger (
    sequence INTEGER PRIMARY KEY CHECK (sequence > 0),
    at       INTEGER NOT NULL,
    kind     TEXT    NOT NULL,
    payload  BLOB    NOT NULL,
    previous BLOB    NOT NULL CHECK (length(previous) = 32),
    hash     BLOB    NOT NULL CHECK (length(hash) = 32)
) STRICT;

CREATE INDEX ledger_by_kind ON ledger (kind);

CREATE TRIGGER ledger_is_not_edited BEFORE UPDATE ON ledger
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;

CREATE TRIGGER ledger_is_not_cut BEFORE DELETE ON ledger
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;

CREATE TRIGGER ledger_has_no_gap BEFORE INSERT ON ledger
WHEN NEW.sequence <> (SELECT coalesce(max(sequence), 0) + 1 FROM ledger)
BEGIN SELECT RAISE(ABORT, 'the ledger has no gap'); END;

-- Everything below is a projection.

-- Serial numbers from the intent to sign on. 20 octets, zeros in front: the longest that RFC 5280 allows.
CREATE TABLE serial (
    issuer    BLOB    NOT NULL CHECK (length(issuer) = 8),
    serial    BLOB    NOT NULL CHECK (length(serial) = 20),
    request   TEXT,
    burned_at INTEGER NOT NULL,
    settled   INTEGER NOT NULL DEFAULT 0 CHECK (settled IN (0, 1)),
    PRIMARY KEY (issuer, serial)
) STRICT, WITHOUT ROWID;

CREATE INDEX serial_open ON serial (burned_at) WHERE settled = 0;

CREATE TABLE certificate (
    row         INTEGER PRIMARY KEY,
    issuer      BLOB    NOT NULL,
    serial      BLOB    NOT NULL,
    subject_key BLOB    NOT NULL CHECK (length(subject_key) = 8),
    common_name TEXT,
    role        INTEGER CHECK (role BETWEEN 0 AND 255),
    eui64       BLOB    CHECK (length(eui64) = 8),
    usage       INTEGER NOT NULL,
    not_before  INTEGER NOT NULL,
    not_after   INTEGER NOT NULL,
    request     TEXT,
    der         BLOB    NOT NULL,
    revoked_at  INTEGER,
    reason      INTEGER,
    UNIQUE (issuer, serial),
    FOREIGN KEY (issuer, serial) REFERENCES serial (issuer, serial)
) STRICT;

CREATE INDEX certificate_by_expiry ON certificate (not_after);
CREATE INDEX certificate_by_eui64 ON certificate (eui64, not_after);
CREATE INDEX certificate_by_issuer ON certificate (issuer, not_after);
CREATE INDEX certificate_by_role ON certificate (role, not_after);
CREATE INDEX certificate_by_name ON certificate (common_name, not_after) WHERE common_name IS NOT NULL;
CREATE INDEX certificate_by_key ON certificate (subject_key, not_after);
CREATE INDEX certificate_revoked ON certificate (not_after) WHERE revoked_at IS NOT NULL;

-- Of serial numbers, not of certificates: one without a certificate can be revoked too.
CREATE TABLE revocation (
    issuer BLOB    NOT NULL,
    serial BLOB    NOT NULL,
    at     INTEGER NOT NULL,
    reason INTEGER, -- the code of RFC 5280 5.3.1; none where it is unspecified
    PRIMARY KEY (issuer, serial),
    FOREIGN KEY (issuer, serial) REFERENCES serial (issuer, serial)
) STRICT, WITHOUT ROWID;

CREATE TABLE request (
    row          INTEGER PRIMARY KEY,
    id           TEXT    NOT NULL UNIQUE,
    state        TEXT    NOT NULL,
    organisation TEXT    NOT NULL,
    submitted_by TEXT    NOT NULL,
    submitted_at INTEGER NOT NULL,
    changed_at   INTEGER NOT NULL,
    document     BLOB    NOT NULL
) STRICT;

CREATE INDEX request_by_age ON request (submitted_at);
CREATE INDEX request_by_state ON request (state, submitted_at);
CREATE INDEX request_by_organisation ON request (organisation, submitted_at);

CREATE TABLE crl (
    row         INTEGER PRIMARY KEY,
    issuer      BLOB    NOT NULL CHECK (length(issuer) = 8),
    number      INTEGER NOT NULL,
    this_update INTEGER NOT NULL,
    next_update INTEGER NOT NULL,
    der         BLOB    NOT NULL,
    UNIQUE (issuer, number)
) STRICT;

CREATE TRIGGER crl_numbers_rise BEFORE INSERT ON crl
WHEN NEW.number <= (SELECT max(number) FROM crl WHERE issuer = NEW.issuer)
BEGIN SELECT RAISE(ABORT, 'CRL numbers rise'); END;
