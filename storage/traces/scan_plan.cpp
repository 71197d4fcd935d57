// SPDX-License-Identifier: Apache-2.0
#include "storage/traces/scan_plan.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <string_view>
#include <utility>

namespace xray::storage {
namespace {

constexpr std::size_t kMaxKept = 32;

// Where a term has fewer traces than this, they are all looked at and sorted; where it has more, the index of
// times is the better way.
constexpr std::size_t kFewTraces = 2000;

// In front of the statements along a term: all blocks of trace_term that have traces. Retention empties those
// of the oldest traces.
constexpr std::string_view kEveryBlock =
    "WITH RECURSIVE every (block, first) AS "
    "(SELECT MAX(seq) >> 12, (SELECT MIN(seq) FROM trace) >> 12 FROM trace UNION ALL "
    "SELECT block - 1, first FROM every WHERE block > first) ";

constexpr std::string_view kCountTerm =
    "SELECT COUNT(*) FROM (SELECT 1 FROM every CROSS JOIN trace_term AS driving "
    "WHERE driving.block = every.block AND driving.term = ?1 LIMIT ?2)";
constexpr std::string_view kCountByStart =
    "SELECT COUNT(*) FROM trace INDEXED BY trace_by_start WHERE start >= ?1 AND (start, id) < (?2, ?3)";
constexpr std::string_view kCountByUpdate =
    "SELECT COUNT(*) FROM trace INDEXED BY trace_by_update WHERE updated >= ?1 AND (updated, id) < (?2, ?3)";

constexpr std::string_view kAlongStart =
    "SELECT digest, seq FROM trace INDEXED BY trace_by_start WHERE start >= ?1 AND (start, id) < (?2, ?3)";
constexpr std::string_view kStartOrder = " ORDER BY start DESC, id DESC";

constexpr std::string_view kAlongUpdate =
    "SELECT digest, seq FROM trace INDEXED BY trace_by_update "
    "WHERE updated >= ?1 AND (updated, id) < (?2, ?3) AND NOT (start >= ?4 AND start < ?5)";
constexpr std::string_view kUpdateOrder = " ORDER BY updated DESC, id DESC";

constexpr std::string_view kAlongTermByStart =
    "SELECT trace.digest, trace.seq FROM every CROSS JOIN trace_term AS driving CROSS JOIN trace "
    "WHERE driving.block = every.block AND driving.term = ?6 AND trace.seq = driving.trace "
    "AND trace.start >= ?1 AND (trace.start, trace.id) < (?2, ?3)";
constexpr std::string_view kTermStartOrder = " ORDER BY trace.start DESC, trace.id DESC";

constexpr std::string_view kAlongTermByUpdate =
    "SELECT trace.digest, trace.seq FROM every CROSS JOIN trace_term AS driving CROSS JOIN trace "
    "WHERE driving.block = every.block AND driving.term = ?6 AND trace.seq = driving.trace "
    "AND trace.updated >= ?1 AND (trace.updated, trace.id) < (?2, ?3) "
    "AND NOT (trace.start >= ?4 AND trace.start < ?5)";
constexpr std::string_view kTermUpdateOrder = " ORDER BY trace.updated DESC, trace.id DESC";

// Conditions and terms take the parameters behind those.
constexpr int kFirstFree = 7;

// In the order of filter::TraceColumn.
constexpr std::array<std::string_view, 7> kColumns{
    "trace.fault",    "trace.error",         "trace.throttle",   "trace.partial",
    "trace.duration", "trace.response_time", "trace.http_status"};

class SqlBuilder {
public:
    explicit SqlBuilder(std::string sql) : sql_(std::move(sql)) {}

    void require(const filter::Alternatives& alternatives) {
        sql_ += " AND (0";
        for (const filter::ColumnCondition& condition : alternatives.any_of) {
            const std::string_view column = kColumns[static_cast<std::size_t>(condition.column)];
            sql_.append(" OR ").append(column).append(" BETWEEN ");
            add_parameter();
            sql_ += " AND ";
            add_parameter();
            if (condition.or_missing) sql_.append(" OR ").append(column).append(" IS NULL");
        }
        sql_ += ")";
    }

    // Only where it is asked for: the index of starts does not know updates.
    void leave_out_updates() { sql_ += " AND NOT (trace.updated >= ?4 AND trace.updated < ?5)"; }

    void require_term() {
        sql_ +=
            " AND EXISTS (SELECT 1 FROM trace_term AS other WHERE other.block = trace.seq >> 12 "
            "AND other.trace = trace.seq AND other.term = ";
        add_parameter();
        sql_ += ")";
    }

    void require_end() {
        sql_ += " AND (trace.duration IS NULL OR max(trace.start + trace.duration, trace.updated) >= ";
        add_parameter();
        sql_ += ")";
    }

    std::string finish(std::string_view order) {
        sql_ += order;
        return std::move(sql_);
    }

private:
    void add_parameter() { sql_.append("?").append(std::to_string(next_++)); }

    std::string sql_;
    int next_ = kFirstFree;
};

bool leaves_out(const TraceScan& scan) {
    return scan.except_from < scan.except_to;
}

std::string sql_of(const TraceScan& scan, std::optional<TraceTerm> driving = std::nullopt) {
    const bool along_term = driving.has_value();
    const bool by_start = scan.time == TraceTime::kStart;
    SqlBuilder sql(along_term
                       ? std::string(kEveryBlock).append(by_start ? kAlongTermByStart : kAlongTermByUpdate)
                       : std::string(by_start ? kAlongStart : kAlongUpdate));
    if (by_start && leaves_out(scan)) sql.leave_out_updates();
    for (const filter::Alternatives& alternatives : scan.conditions) sql.require(alternatives);
    for (const TraceTerm term : scan.terms) {
        if (term != driving) sql.require_term();
    }
    if (scan.ends_from != kMinTime) sql.require_end();
    return sql.finish(along_term ? (by_start ? kTermStartOrder : kTermUpdateOrder)
                                 : (by_start ? kStartOrder : kUpdateOrder));
}

std::int64_t stored_form(TraceTerm term) {
    return std::bit_cast<std::int64_t>(term);
}

// The term that a trace has wherever the column lies as demanded; nothing where there is no such term.
std::optional<TraceTerm> term_of(const filter::ColumnCondition& condition) {
    if (condition.low != condition.high || condition.or_missing) return std::nullopt;
    if (condition.column == filter::TraceColumn::kHttpStatus) return term_of_root_status(condition.low);
    if (condition.low != 1) return std::nullopt;
    switch (condition.column) {
        case filter::TraceColumn::kFault:
            return term_of_fault();
        case filter::TraceColumn::kError:
            return term_of_error();
        case filter::TraceColumn::kThrottle:
            return term_of_throttle();
        case filter::TraceColumn::kPartial:
            return term_of_partial();
        default:
            return std::nullopt;
    }
}

bool is_outcome(const filter::ColumnCondition& condition) {
    const bool flag = condition.column == filter::TraceColumn::kFault ||
                      condition.column == filter::TraceColumn::kError ||
                      condition.column == filter::TraceColumn::kThrottle;
    return flag && condition.low == 1 && condition.high == 1 && !condition.or_missing;
}

// A term of every trace that satisfies the condition.
std::optional<TraceTerm> term_of(const filter::Alternatives& alternatives) {
    const std::vector<filter::ColumnCondition>& any_of = alternatives.any_of;
    if (any_of.size() == 1) return term_of(any_of.front());
    if (any_of.empty() || !std::all_of(any_of.begin(), any_of.end(), is_outcome)) return std::nullopt;
    return term_of_trouble();
}

void bind_range(sqlite::Statement& statement, const TraceScan& scan) {
    // No id is below the empty one: (to, empty) as upper bound means "time < to".
    const bool goes_on = scan.after_time && *scan.after_time < scan.to;
    statement.bind(1, scan.from).bind(2, goes_on ? *scan.after_time : scan.to);
    if (goes_on) {
        statement.bind_blob(3, scan.after_id.bytes());
    } else {
        statement.bind_blob(3, std::string_view{});
    }
}

void bind(sqlite::Statement& statement, const TraceScan& scan, std::optional<TraceTerm> driving) {
    bind_range(statement, scan);
    if (scan.time == TraceTime::kUpdated || leaves_out(scan)) {
        statement.bind(4, scan.except_from).bind(5, scan.except_to);
    }
    if (driving) statement.bind(6, stored_form(*driving));
    int next = kFirstFree;
    for (const filter::Alternatives& alternatives : scan.conditions) {
        for (const filter::ColumnCondition& condition : alternatives.any_of) {
            statement.bind(next, condition.low).bind(next + 1, condition.high);
            next += 2;
        }
    }
    for (const TraceTerm term : scan.terms) {
        if (term != driving) statement.bind(next++, stored_form(term));
    }
    if (scan.ends_from != kMinTime) statement.bind(next, scan.ends_from);
}

}  // namespace

ScanPlanner::ScanPlanner(sqlite::Database& database)
    : database_(database),
      count_term_(database.prepare(std::string(kEveryBlock).append(kCountTerm))),
      count_by_start_(database.prepare(kCountByStart)),
      count_by_update_(database.prepare(kCountByUpdate)) {
    statement_of(sql_of({.time = TraceTime::kUpdated}));
    statement_of(sql_of({.time = TraceTime::kStart}));
}

sqlite::Statement& ScanPlanner::prepare(const TraceScan& scan) {
    const std::optional<TraceTerm> driving = driving_term(scan);
    sqlite::Statement& statement = statement_of(sql_of(scan, driving));
    bind(statement, scan, driving);
    return statement;
}

std::size_t ScanPlanner::count(const TraceScan& scan) {
    sqlite::Statement& statement = scan.time == TraceTime::kStart ? count_by_start_ : count_by_update_;
    const sqlite::ResetAtEnd reset_at_end(statement);
    bind_range(statement, scan);
    return statement.step() ? static_cast<std::size_t>(statement.integer(0)) : 0;
}

std::optional<TraceTerm> ScanPlanner::driving_term(const TraceScan& scan) {
    std::optional<TraceTerm> rarest;
    std::size_t fewest = kFewTraces;
    const auto consider = [&](TraceTerm term) {
        if (fewest == 0) return;
        const std::size_t traces = count_up_to(term, fewest);
        if (traces >= fewest) return;
        fewest = traces;
        rarest = term;
    };
    for (const TraceTerm term : scan.terms) consider(term);
    for (const filter::Alternatives& alternatives : scan.conditions) {
        if (const std::optional<TraceTerm> term = term_of(alternatives)) consider(*term);
    }
    return rarest;
}

std::size_t ScanPlanner::count_up_to(TraceTerm term, std::size_t most) {
    const sqlite::ResetAtEnd reset_at_end(count_term_);
    count_term_.bind(1, stored_form(term)).bind(2, static_cast<std::int64_t>(most));
    return count_term_.step() ? static_cast<std::size_t>(count_term_.integer(0)) : 0;
}

sqlite::Statement& ScanPlanner::statement_of(std::string sql) {
    const auto known =
        std::find_if(kept_.begin(), kept_.end(), [&](const Kept& kept) { return kept.sql == sql; });
    if (known != kept_.end()) {
        kept_.splice(kept_.begin(), kept_, known);
    } else {
        sqlite::Statement statement = database_.prepare(sql);
        kept_.push_front(Kept{std::move(sql), std::move(statement)});
        if (kept_.size() > kMaxKept) kept_.pop_back();
    }
    return kept_.front().statement;
}

}  // namespace xray::storage
