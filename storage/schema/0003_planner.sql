-- What filter expressions can be decided by without a look at digests: columns of traces, and terms. Traces are worked
-- out again from their documents at the next opening.
DROP TABLE trace;

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
    http_status   INTEGER,           -- of the root segment, if it recorded one
    fault         INTEGER NOT NULL,
    error         INTEGER NOT NULL,
    throttle      INTEGER NOT NULL,
    partial       INTEGER NOT NULL,
    digest        BLOB    NOT NULL
) STRICT;

-- Serves: the digest of one trace, and its replacement.
CREATE UNIQUE INDEX trace_by_id ON trace (id);

-- Serves: traces of a range of start times, newest first, from a position on. The columns behind the position decide
-- conditions without a look at the row.
CREATE INDEX trace_by_start
    ON trace (start, id, duration, response_time, http_status, fault, error, throttle, partial);

-- Serves: traces of a range of update times, newest first, from a position on; and retention, oldest first.
CREATE INDEX trace_by_update
    ON trace (updated, id, start, duration, response_time, http_status, fault, error, throttle, partial);

-- Which traces have a term (core/digest/trace_terms.hpp). Serves: the traces of one term, block by block; and whether one trace
-- has a term. A block holds 4096 traces that were first met one after another: new terms all go to the pages of the last
-- block, however many different ones there are.
CREATE TABLE trace_term (
    block INTEGER NOT NULL,  -- trace >> 12
    term  INTEGER NOT NULL,
    trace INTEGER NOT NULL,  -- trace.seq
    PRIMARY KEY (block, term, trace)
) STRICT, WITHOUT ROWID;

UPDATE store_state SET digest_basis = '', digested_to = 0, traces = 0;
