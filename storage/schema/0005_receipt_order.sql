-- Groups by the order of receipt (document.seq), which no clock decides: a clock may stand, jump and go back.

ALTER TABLE trace_group ADD COLUMN created_after INTEGER NOT NULL DEFAULT 0;  -- the last document before it

UPDATE trace_group
SET created_after = COALESCE((SELECT MAX(seq) FROM document WHERE received < trace_group.created), 0);

ALTER TABLE trace_group_version RENAME TO timed_group_version;

-- Expressions that a group had before its present one: a trace belongs to the groups whose expression it matched when
-- its last document came in.
CREATE TABLE trace_group_version (
    group_id      TEXT    NOT NULL,  -- trace_group.id
    until_receipt INTEGER NOT NULL,  -- the last document before the next expression
    until         INTEGER NOT NULL,  -- when that came
    filter        TEXT    NOT NULL,
    PRIMARY KEY (group_id, until_receipt)
) STRICT, WITHOUT ROWID;

INSERT OR IGNORE INTO trace_group_version
SELECT group_id, COALESCE((SELECT MAX(seq) FROM document WHERE received < timed.until), 0), until, filter
FROM timed_group_version AS timed
ORDER BY until;

DROP TABLE timed_group_version;
