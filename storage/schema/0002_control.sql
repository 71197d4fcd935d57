-- The control plane: what the API's create, put and update operations keep. A few dozen rows in all, found by their
-- primary keys; no query needs an index. Times are microseconds since the Unix epoch.

-- Groups but for Default, which is made of nothing.
CREATE TABLE trace_group (
    name          TEXT    PRIMARY KEY,
    id            TEXT    NOT NULL,     -- the end of the ARN: another one for each group, also of the same name
    filter        TEXT,                 -- the expression; none in Default
    insights      INTEGER NOT NULL,
    notifications INTEGER NOT NULL
) STRICT;

-- Sampling rules; Default only once it was changed.
CREATE TABLE sampling_rule (
    name           TEXT    PRIMARY KEY,
    resource_arn   TEXT    NOT NULL,
    priority       INTEGER NOT NULL,
    fixed_rate     REAL    NOT NULL,
    reservoir_size INTEGER NOT NULL,
    service_name   TEXT    NOT NULL,
    service_type   TEXT    NOT NULL,
    host           TEXT    NOT NULL,
    http_method    TEXT    NOT NULL,
    url_path       TEXT    NOT NULL,
    version        INTEGER NOT NULL,
    boost_max_rate REAL,                -- both or none
    boost_cooldown INTEGER,             -- minutes
    created        INTEGER NOT NULL,
    modified       INTEGER NOT NULL
) STRICT;

CREATE TABLE sampling_rule_attribute (
    rule  TEXT NOT NULL REFERENCES sampling_rule (name),
    key   TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (rule, key)
) STRICT, WITHOUT ROWID;

CREATE TABLE tag (
    arn   TEXT NOT NULL,
    key   TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (arn, key)
) STRICT, WITHOUT ROWID;

CREATE TABLE resource_policy (
    position INTEGER PRIMARY KEY,  -- order of creation
    name     TEXT    NOT NULL UNIQUE,
    document TEXT    NOT NULL,
    revision INTEGER NOT NULL,     -- 1 for a new policy, one more with each write
    updated  INTEGER NOT NULL
) STRICT;

-- Single values: encryption, destination of segments, indexing percentage, last change of a sampling rule.
CREATE TABLE setting (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;

CREATE TABLE retrieval (
    token      TEXT    PRIMARY KEY,
    created    INTEGER NOT NULL,
    range_from INTEGER NOT NULL,
    range_to   INTEGER NOT NULL,  -- inclusive
    cancelled  INTEGER NOT NULL
) STRICT;

CREATE TABLE retrieval_trace (
    token    TEXT    NOT NULL REFERENCES retrieval (token),
    position INTEGER NOT NULL,
    trace_id BLOB    NOT NULL,
    PRIMARY KEY (token, position)
) STRICT, WITHOUT ROWID;
