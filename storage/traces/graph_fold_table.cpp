// SPDX-License-Identifier: Apache-2.0
#include "storage/traces/graph_fold_table.hpp"
#include "core/digest/trace_digest_codec.hpp"

#include <algorithm>
#include <bit>
#include <limits>
#include <set>
#include <string_view>
#include <utility>

#include "core/base/floor_divide.hpp"

namespace xray::storage {
namespace {

constexpr std::int64_t kMinute = 60;
constexpr std::int64_t kHour = 3600;
constexpr std::int64_t kMinutesOfHour = kHour / kMinute;

// More minutes of starts than this are not looked at one by one.
constexpr std::size_t kMaxStarts = 32;
constexpr std::int64_t kHighestLevel = std::numeric_limits<std::int64_t>::max();

constexpr std::string_view kFindPart =
    "SELECT rowid, level, traces, fold FROM graph_fold INDEXED BY graph_fold_by_start "
    "WHERE span = ?1 AND start = ?2 AND updated = ?3 AND level BETWEEN ?4 AND ?5 ORDER BY level LIMIT 1";
constexpr std::string_view kRemovePart = "DELETE FROM graph_fold WHERE rowid = ?1";
constexpr std::string_view kInsertPart = "INSERT INTO graph_fold VALUES (?1, ?2, ?3, ?4, ?5, ?6)";

constexpr std::string_view kRemoveCell =
    "DELETE FROM graph_fold WHERE span = ?1 AND start = ?2 AND updated = ?3";
constexpr std::string_view kSelectDigests =
    "SELECT digest FROM trace INDEXED BY trace_by_start "
    "WHERE start >= ?1 AND start < ?2 AND updated >= ?3 AND updated < ?4";

// The parts of a cell come one after another.
constexpr std::string_view kSelectByStart =
    "SELECT fold, start, updated FROM graph_fold INDEXED BY graph_fold_by_start "
    "WHERE span = ?1 AND start >= ?2 AND start < ?3 "
    "AND NOT (start >= ?4 AND start < ?5) AND NOT (updated >= ?6 AND updated < ?7) ORDER BY start, updated";
constexpr std::string_view kSelectByUpdate =
    "SELECT fold, start, updated FROM graph_fold INDEXED BY graph_fold_by_update "
    "WHERE span = ?1 AND updated >= ?2 AND updated < ?3 "
    "AND NOT (updated >= ?4 AND updated < ?5) AND NOT (start >= ?6 AND start < ?7) ORDER BY updated, start";
constexpr std::string_view kSelectStarts =
    "SELECT start FROM graph_fold INDEXED BY graph_fold_by_update "
    "WHERE span = ?1 AND updated >= ?2 AND updated <= ?3 AND NOT (start >= ?4 AND start < ?5)";
constexpr std::string_view kSelectMinutes =
    "SELECT updated, fold, start FROM graph_fold INDEXED BY graph_fold_by_update "
    "WHERE span = ?1 AND updated >= ?2 AND updated < ?3 ORDER BY updated";
constexpr std::string_view kCountByStart =
    "SELECT SUM(traces) FROM graph_fold INDEXED BY graph_fold_by_start "
    "WHERE span = ?1 AND start >= ?2 AND start < ?3";
constexpr std::string_view kCountByUpdate =
    "SELECT SUM(traces) FROM graph_fold INDEXED BY graph_fold_by_update "
    "WHERE span = ?1 AND updated >= ?2 AND updated < ?3";

std::int64_t span_of(Micros time, std::int64_t span) {
    return floor_divide(time, span * kMicrosPerSecond);
}

void merge_or_throw(ServiceGraphBuilder& builder, std::string_view fold, const FoldCell& cell) {
    if (!builder.merge(fold)) throw DamagedFold(cell);
}

// The whole spans inside [from, to); {0, 0} where there is none.
SpanRange whole_spans(Micros from, Micros to, std::int64_t span) {
    if (from >= to) return {};
    SpanRange range{span_of(from, span), span_of(to, span)};
    if (range.begin(span) != from) ++range.from;
    return range.empty() ? SpanRange{} : range;
}

SpanRange minutes_of(const SpanRange& hours) {
    return {hours.from * kMinutesOfHour, hours.to * kMinutesOfHour};
}

// What of [from, to) lies outside of [middle_from, middle_to), a part of it.
std::vector<std::pair<Micros, Micros>> around(Micros from, Micros to, const SpanRange& minutes) {
    if (from >= to) return {};
    if (minutes.empty()) return {{from, to}};
    std::vector<std::pair<Micros, Micros>> pieces;
    if (from < minutes.begin(kMinute)) pieces.emplace_back(from, minutes.begin(kMinute));
    if (minutes.end(kMinute) < to) pieces.emplace_back(minutes.end(kMinute), to);
    return pieces;
}

}  // namespace

GraphFoldWriter::GraphFoldWriter(sqlite::Database& database)
    : find_part_(database.prepare(kFindPart)),
      remove_part_(database.prepare(kRemovePart)),
      insert_part_(database.prepare(kInsertPart)),
      remove_cell_(database.prepare(kRemoveCell)),
      select_digests_(database.prepare(kSelectDigests)) {}

void GraphFoldWriter::begin() {
    changes_.clear();
    damaged_cells_.clear();
}

void GraphFoldWriter::mark_damaged(Micros start, Micros updated) {
    for (const std::int64_t span : {kMinute, kHour}) {
        damaged_cells_.insert({span, span_of(start, span), span_of(updated, span)});
    }
}

void GraphFoldWriter::change(const TraceDigest& digest, std::int64_t times) {
    for (const std::int64_t span : {kMinute, kHour}) {
        Change& change = changes_[{span, span_of(digest.start, span), span_of(digest.updated, span)}];
        change.traces += times;
        change.fold.add(digest, times);
    }
}

void GraphFoldWriter::flush() {
    for (auto& [cell, change] : changes_) {
        if (damaged_cells_.count(cell) > 0) continue;
        try {
            write(cell, change);
        } catch (const DamagedFold& damaged) {
            damaged_cells_.insert(damaged.cell());
        }
    }
    for (const FoldCell& cell : damaged_cells_) rebuild(cell);
    begin();
}

// As in a binary counter: two parts of one level become one of the next. A part that takes more traces away
// than it brings joins the next above, so that an empty cell has no parts.
void GraphFoldWriter::write(const FoldCell& cell, Change& change) {
    std::int64_t level = 0;
    while (take_part(cell, level, level, change)) ++level;
    while (change.traces <= 0) {
        const std::optional<std::int64_t> taken = take_part(cell, level, kHighestLevel, change);
        if (!taken) break;
        level = *taken;
    }
    if (change.traces > 0) insert(cell, level, change);
}

void GraphFoldWriter::insert(const FoldCell& cell, std::int64_t level, const Change& change) {
    encoded_.clear();
    change.fold.encode(encoded_);
    insert_part_.bind(1, cell.span)
        .bind(2, cell.start)
        .bind(3, cell.updated)
        .bind(4, level)
        .bind(5, change.traces)
        .bind_blob(6, encoded_)
        .run();
}

void GraphFoldWriter::rebuild(const FoldCell& cell) {
    remove_cell_.bind(1, cell.span).bind(2, cell.start).bind(3, cell.updated).run();
    const SpanRange started{cell.start, cell.start + 1};
    const SpanRange updated{cell.updated, cell.updated + 1};
    Change whole;
    {
        const sqlite::ResetAtEnd reset_at_end(select_digests_);
        select_digests_.bind(1, started.begin(cell.span))
            .bind(2, started.end(cell.span))
            .bind(3, updated.begin(cell.span))
            .bind(4, updated.end(cell.span));
        while (select_digests_.step()) {
            if (!decode_digest(select_digests_.blob(0), digest_)) continue;
            ++whole.traces;
            whole.fold.add(digest_);
        }
    }
    if (whole.traces == 0) return;
    const int level = static_cast<int>(std::bit_width(static_cast<std::uint64_t>(whole.traces))) - 1;
    insert(cell, level, whole);
}

std::optional<std::int64_t> GraphFoldWriter::take_part(const FoldCell& cell, std::int64_t from,
                                                       std::int64_t to, Change& change) {
    std::int64_t row = 0;
    std::int64_t level = 0;
    {
        const sqlite::ResetAtEnd reset_at_end(find_part_);
        find_part_.bind(1, cell.span).bind(2, cell.start).bind(3, cell.updated).bind(4, from).bind(5, to);
        if (!find_part_.step()) return std::nullopt;
        row = find_part_.integer(0);
        level = find_part_.integer(1);
        change.traces += find_part_.integer(2);
        merge_or_throw(change.fold, find_part_.blob(3), cell);
    }
    remove_part_.bind(1, row).run();
    return level;
}

GraphFoldReader::GraphFoldReader(sqlite::Database& database)
    : select_by_start_(database.prepare(kSelectByStart)),
      select_by_update_(database.prepare(kSelectByUpdate)),
      select_starts_(database.prepare(kSelectStarts)),
      select_minutes_(database.prepare(kSelectMinutes)),
      count_by_start_(database.prepare(kCountByStart)),
      count_by_update_(database.prepare(kCountByUpdate)) {}

std::vector<GraphFoldReader::Rest> GraphFoldReader::add(const GraphRange& range,
                                                        ServiceGraphBuilder& builder) {
    const SpanRange started_hours = whole_spans(range.begun_from, range.begun_to, kHour);
    const SpanRange updated_hours = whole_spans(range.received_from, range.received_to, kHour);
    add_cells(select_by_start_, {kHour, started_hours, {}, {}}, builder);
    add_cells(select_by_update_, {kHour, updated_hours, {}, started_hours}, builder);

    const SpanRange started = whole_spans(range.begun_from, range.begun_to, kMinute);
    const SpanRange updated = whole_spans(range.received_from, range.received_to, kMinute);
    add_cells(select_by_start_, {kMinute, started, minutes_of(started_hours), minutes_of(updated_hours)},
              builder);
    add_cells(select_by_update_, {kMinute, updated, minutes_of(updated_hours), started}, builder);

    std::vector<Rest> rest;
    for (const auto& [from, to] : around(range.begun_from, range.begun_to, started)) {
        TraceScan& scan = rest.emplace_back().scan;
        scan.from = from;
        scan.to = to;
        scan.except_from = updated.begin(kMinute);
        scan.except_to = updated.end(kMinute);
    }
    for (const auto& [from, to] : around(range.received_from, range.received_to, updated)) {
        add_rest_by_update(range, from, to, started, rest);
    }
    return rest;
}

// Those of the traces that did not begin in the range. Mostly there are none, or few; an import, though, may
// have brought all traces in one minute.
void GraphFoldReader::add_rest_by_update(const GraphRange& range, Micros from, Micros to,
                                         const SpanRange& started, std::vector<Rest>& rest) {
    const std::optional<std::set<std::int64_t>> starts = minutes_of_starts(from, to, started);
    if (!starts) {
        TraceScan& scan = rest.emplace_back().scan;
        scan.time = TraceTime::kUpdated;
        scan.from = from;
        scan.to = to;
        scan.except_from = range.begun_from;
        scan.except_to = range.begun_to;
        return;
    }
    for (const std::int64_t minute : *starts) {
        const SpanRange whole{minute, minute + 1};
        const Micros first = whole.begin(kMinute);
        const Micros last = whole.end(kMinute);
        const Micros out = std::clamp(range.begun_from, first, last);
        const Micros in = std::max(out, std::clamp(range.begun_to, first, last));
        for (const auto& [begin, end] : {std::pair(first, out), std::pair(in, last)}) {
            if (begin >= end) continue;
            Rest& piece = rest.emplace_back();
            piece.scan.from = begin;
            piece.scan.to = end;
            piece.updated_from = from;
            piece.updated_to = to;
        }
    }
}

std::optional<std::set<std::int64_t>> GraphFoldReader::minutes_of_starts(Micros updated_from,
                                                                         Micros updated_to,
                                                                         const SpanRange& except) {
    const sqlite::ResetAtEnd reset_at_end(select_starts_);
    select_starts_.bind(1, kMinute)
        .bind(2, span_of(updated_from, kMinute))
        .bind(3, span_of(updated_to - 1, kMinute))
        .bind(4, except.from)
        .bind(5, except.to);
    std::set<std::int64_t> minutes;
    while (select_starts_.step()) {
        minutes.insert(select_starts_.integer(0));
        if (minutes.size() > kMaxStarts) return std::nullopt;
    }
    return minutes;
}

void GraphFoldReader::add_cells(sqlite::Statement& select, const Cells& cells, ServiceGraphBuilder& builder) {
    if (cells.wanted.empty()) return;
    const sqlite::ResetAtEnd reset_at_end(select);
    select.bind(1, cells.span)
        .bind(2, cells.wanted.from)
        .bind(3, cells.wanted.to)
        .bind(4, cells.except.from)
        .bind(5, cells.except.to)
        .bind(6, cells.except_other.from)
        .bind(7, cells.except_other.to);
    // Cells one after another: once all parts of one are there, none of its traces will be taken away.
    std::pair<std::int64_t, std::int64_t> cell;
    while (select.step()) {
        const std::pair next(select.integer(1), select.integer(2));
        if (next != cell) builder.keep_extents();
        cell = next;
        merge_or_throw(builder, select.blob(0), {cells.span, next.first, next.second});
    }
    builder.keep_extents();
}

std::optional<std::int64_t> GraphFoldReader::visit_minutes(
    std::int64_t from, std::int64_t to,
    const std::function<void(std::int64_t minute, ServiceGraphBuilder& fold)>& visit,
    const std::function<void(const FoldCell& damaged, ServiceGraphBuilder& fold)>& instead,
    const std::function<bool()>& pause) {
    const sqlite::ResetAtEnd reset_at_end(select_minutes_);
    select_minutes_.bind(1, kMinute).bind(2, from).bind(3, to);
    std::optional<std::int64_t> minute;
    std::optional<FoldCell> damaged;
    ServiceGraphBuilder fold;
    const auto finish_minute = [&] {
        if (damaged) {
            fold = {};
            instead(*damaged, fold);
        }
        if (minute) visit(*minute, fold);
        fold = {};
        damaged.reset();
    };
    while (select_minutes_.step()) {
        const std::int64_t next = select_minutes_.integer(0);
        if (minute != next) {
            const bool has_visited = minute.has_value();
            finish_minute();
            if (has_visited && pause()) return next;
        }
        minute = next;
        if (damaged) continue;
        if (!fold.merge(select_minutes_.blob(1)))
            damaged = FoldCell{kMinute, select_minutes_.integer(2), next};
    }
    finish_minute();
    return std::nullopt;
}

std::optional<GraphFoldReader::MinuteCount> GraphFoldReader::count(TraceTime time, Micros from, Micros to) {
    const SpanRange minutes = whole_spans(from, to, kMinute);
    if (minutes.empty()) return std::nullopt;
    MinuteCount result{0, minutes.begin(kMinute), minutes.end(kMinute)};
    sqlite::Statement& statement = time == TraceTime::kStart ? count_by_start_ : count_by_update_;
    const auto add = [&](std::int64_t span, const SpanRange& range) {
        if (range.empty()) return;
        const sqlite::ResetAtEnd reset_at_end(statement);
        statement.bind(1, span).bind(2, range.from).bind(3, range.to);
        if (statement.step()) result.traces += statement.integer(0);
    };
    const SpanRange hours = whole_spans(from, to, kHour);
    if (hours.empty()) {
        add(kMinute, minutes);
        return result;
    }
    add(kMinute, {minutes.from, minutes_of(hours).from});
    add(kHour, hours);
    add(kMinute, {minutes_of(hours).to, minutes.to});
    return result;
}

}  // namespace xray::storage
