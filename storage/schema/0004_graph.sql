-- Folds of traces for service graphs and counts (core/graph/service_graph.hpp), kept up with every digest. A cell holds the
-- traces that began in one hour or minute and were last updated in one; its parts add up to it. A part of level n is
-- made of about 2^n changes: few parts, and none is written again often. Traces are worked out again from their
-- documents at the next opening.
CREATE TABLE graph_fold (
    span    INTEGER NOT NULL,  -- seconds: 60 or 3600
    start   INTEGER NOT NULL,  -- trace.start in spans since the epoch
    updated INTEGER NOT NULL,  -- trace.updated in spans since the epoch
    level   INTEGER NOT NULL,
    traces  INTEGER NOT NULL,  -- traces that came to the cell less those that left it
    fold    BLOB    NOT NULL
) STRICT;

-- Serves: the parts of a cell; the cells of a range of starts; and the count of their traces.
CREATE INDEX graph_fold_by_start ON graph_fold (span, start, updated, level, traces);

-- Serves: the cells of a range of updates, and the count of their traces.
CREATE INDEX graph_fold_by_update ON graph_fold (span, updated, start, traces);

-- Expressions that a group had before its present one: a trace belongs to the groups whose expression it matched when it
-- came in.
CREATE TABLE trace_group_version (
    group_id TEXT    NOT NULL,  -- trace_group.id
    until    INTEGER NOT NULL,  -- when the next expression came
    filter   TEXT    NOT NULL,
    PRIMARY KEY (group_id, until)
) STRICT, WITHOUT ROWID;

ALTER TABLE trace_group ADD COLUMN created INTEGER NOT NULL DEFAULT 0;

UPDATE store_state SET digest_basis = '';
