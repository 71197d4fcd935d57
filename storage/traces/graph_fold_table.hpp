// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

#include "core/base/time.hpp"
#include "core/graph/service_graph.hpp"
#include "storage/sqlite/database.hpp"
#include "storage/types.hpp"

namespace xray::storage {

// A cell of graph_fold: the traces that began in one span of time and were last updated in one, both counted
// in spans since the epoch.
struct FoldCell {
    std::int64_t span = 0;  // seconds
    std::int64_t start = 0;
    std::int64_t updated = 0;
    auto operator<=>(const FoldCell&) const = default;
};

// A stored fold that cannot be read. The digests hold everything that it held.
class DamagedFold : public std::runtime_error {
public:
    explicit DamagedFold(const FoldCell& cell)
        : std::runtime_error("the database holds a damaged graph fold"), cell_(cell) {}
    [[nodiscard]] const FoldCell& cell() const { return cell_; }

private:
    FoldCell cell_;
};

// Keeps the folds of the table graph_fold up with the digests, within the transactions that write those.
class GraphFoldWriter {
public:
    explicit GraphFoldWriter(sqlite::Database& database);

    // Forgets the changes that no flush() has written: those of a transaction that failed.
    void begin();

    // A digest came or went: counts it in, or takes it out again.
    void change(const TraceDigest& digest, std::int64_t times);

    // The cell is to be made anew from the digests.
    void mark_damaged(const FoldCell& cell) { damaged_cells_.insert(cell); }

    // The same for the cells of a trace whose digest cannot be taken out of them.
    void mark_damaged(Micros start, Micros updated);

    // Writes the changes; a cell of which a part turns out to be damaged is made anew. To be called after the
    // digests are written, before the transaction commits. Throws sqlite::SqliteError.
    void flush();

private:
    struct Change {
        std::int64_t traces = 0;
        ServiceGraphBuilder fold;
    };

    void write(const FoldCell& cell, Change& change);
    void insert(const FoldCell& cell, std::int64_t level, const Change& change);
    // Makes a cell of the digests of its traces; those that are damaged themselves are left out.
    void rebuild(const FoldCell& cell);
    // Takes the lowest part of a cell at one of the levels from `from` to `to` into the change. Returns its
    // level; nothing if there is none.
    std::optional<std::int64_t> take_part(const FoldCell& cell, std::int64_t from, std::int64_t to,
                                          Change& change);

    std::map<FoldCell, Change> changes_;
    std::set<FoldCell> damaged_cells_;
    sqlite::Statement find_part_;
    sqlite::Statement remove_part_;
    sqlite::Statement insert_part_;
    sqlite::Statement remove_cell_;
    sqlite::Statement select_digests_;
    std::string encoded_;  // scratch
    TraceDigest digest_;   // scratch
};

// Whole spans (hours or minutes) since the epoch: [from, to).
struct SpanRange {
    std::int64_t from = 0;
    std::int64_t to = 0;

    [[nodiscard]] bool empty() const { return from >= to; }
    [[nodiscard]] Micros begin(std::int64_t span) const { return time_of(from, span); }
    [[nodiscard]] Micros end(std::int64_t span) const { return time_of(to, span); }

    // The first spans and the last ones reach beyond what a time can be.
    [[nodiscard]] static Micros time_of(std::int64_t number, std::int64_t span) {
        const std::int64_t most = kMaxTime / (span * kMicrosPerSecond);
        if (number > most) return kMaxTime;
        return number < -most ? kMinTime : number * span * kMicrosPerSecond;
    }
};

// Puts graphs and counts together from folds, and from digests where a range cuts through a minute.
class GraphFoldReader {
public:
    explicit GraphFoldReader(sqlite::Database& database);

    // A scan for traces that folds do not tell, and the range of updates in which those of them lie that
    // count.
    struct Rest {
        TraceScan scan;
        Micros updated_from = kMinTime;
        Micros updated_to = kMaxTime;
    };

    // Adds the traces of the range that whole hours and minutes cover to `builder`; returns the scans that
    // find the others, one after another without repeats. Throws sqlite::SqliteError, and DamagedFold, after
    // which the builder is unspecified.
    [[nodiscard]] std::vector<Rest> add(const GraphRange& range, ServiceGraphBuilder& builder);

    // Visits the traces last updated in each minute of [from, to), in minutes since the epoch, oldest first;
    // minutes without traces are left out. Where a part of a minute is damaged, `instead` adds the traces of
    // that minute to an empty fold. `pause`, asked after each: whether to stop there. Returns where to go on
    // then; nothing at the end. Throws sqlite::SqliteError.
    std::optional<std::int64_t> visit_minutes(
        std::int64_t from, std::int64_t to,
        const std::function<void(std::int64_t minute, ServiceGraphBuilder& fold)>& visit,
        const std::function<void(const FoldCell& damaged, ServiceGraphBuilder& fold)>& instead,
        const std::function<bool()>& pause);

    // Counts traces in the whole minutes of a range of times.
    struct MinuteCount {
        std::int64_t traces = 0;
        Micros from = 0;  // the borders of those minutes
        Micros to = 0;
    };
    // Nothing where [from, to) has no whole minute.
    [[nodiscard]] std::optional<MinuteCount> count(TraceTime time, Micros from, Micros to);

private:
    // Which cells to add, by the time that the statement goes by and by the other one.
    struct Cells {
        std::int64_t span = 0;
        SpanRange wanted;
        SpanRange except;        // of the same time
        SpanRange except_other;  // of the other time
    };
    // The minutes outside of `except` in which traces began that were last updated between two times; nothing
    // where there are too many to look at each.
    std::optional<std::set<std::int64_t>> minutes_of_starts(Micros updated_from, Micros updated_to,
                                                            const SpanRange& except);
    void add_rest_by_update(const GraphRange& range, Micros from, Micros to, const SpanRange& started,
                            std::vector<Rest>& rest);
    static void add_cells(sqlite::Statement& select, const Cells& cells, ServiceGraphBuilder& builder);

    sqlite::Statement select_by_start_;
    sqlite::Statement select_by_update_;
    sqlite::Statement select_starts_;
    sqlite::Statement select_minutes_;
    sqlite::Statement count_by_start_;
    sqlite::Statement count_by_update_;
};

}  // namespace xray::storage
