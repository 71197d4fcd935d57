-- Every accepted segment document, as it came. Times are microseconds since the Unix epoch.
CREATE TABLE document (
    seq        INTEGER PRIMARY KEY,  -- order of receipt; assigned by the writer, never used twice
    trace_id   BLOB    NOT NULL,     -- 16 bytes
    segment_id INTEGER NOT NULL,     -- the 64 bits of the id
    -- 1: completed. 0: in progress. Below 0: an in-progress copy that a later copy replaced; its text is gone, its row
    -- stays because the delivery that brought it counts in the trace's revision. The value is -seq, which is unique.
    state      INTEGER NOT NULL,
    delivery   INTEGER NOT NULL,     -- the call that brought it; documents of one call share it
    received   INTEGER NOT NULL,
    text       TEXT    NOT NULL
) STRICT;

-- Serves: is this document a repeat, which copies of a segment are there, and all documents of a trace.
CREATE UNIQUE INDEX document_by_id ON document (trace_id, segment_id, state);

-- One row for each trace, worked out from its documents. Everything in it can be worked out again.
CREATE TABLE trace (
    seq           INTEGER PRIMARY KEY,
    id            BLOB    NOT NULL,
    covers        INTEGER NOT NULL,  -- the highest document.seq that is in the digest
    start         INTEGER NOT NULL,
    updated       INTEGER NOT NULL,  -- when the last document was received
    revision      INTEGER NOT NULL,
    duration      INTEGER,           -- none while the trace is in progress
    response_time INTEGER,
    fault         INTEGER NOT NULL,
    error         INTEGER NOT NULL,
    throttle      INTEGER NOT NULL,
    partial       INTEGER NOT NULL,
    digest        BLOB    NOT NULL
) STRICT;

-- Serves: the digest of one trace, and its replacement.
CREATE UNIQUE INDEX trace_by_id ON trace (id);

-- Serves: traces of a range of start times, newest first, from a position on.
CREATE INDEX trace_by_start ON trace (start, id);

-- Serves: traces of a range of update times, newest first, from a position on; and retention, oldest first.
CREATE INDEX trace_by_update ON trace (updated, id);

-- What is known of the tables as a whole. One row.
CREATE TABLE store_state (
    only         INTEGER PRIMARY KEY CHECK (only = 1),
    digested_to  INTEGER NOT NULL,  -- documents up to this seq are in the digests of their traces
    counted_to   INTEGER NOT NULL,  -- `documents` counts the rows up to this seq
    documents    INTEGER NOT NULL,
    traces       INTEGER NOT NULL,
    digest_basis TEXT    NOT NULL   -- what besides the documents went into the digests: their version, the account
) STRICT;

INSERT INTO store_state VALUES (1, 0, 0, 0, 0, '');
