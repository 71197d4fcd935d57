// SPDX-License-Identifier: Apache-2.0
// GetTraceSummaries.
#include <algorithm>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "api/answers/trace_summary_json.hpp"
#include "api/context/context.hpp"
#include "api/groups/time_range.hpp"
#include "api/groups/trace_filter.hpp"
#include "api/request/api_errors.hpp"
#include "api/request/page_token.hpp"
#include "api/request/request_reader.hpp"
#include "core/base/limits.hpp"
#include "core/base/try.hpp"
#include "core/json/json_writer.hpp"
#include "storage/trace_store.hpp"

namespace xray::api::operations {
namespace {

// The service was seen to put 735 to 2021 summaries on a page.
constexpr std::size_t kPageSize = 1000;
constexpr int kMaxRangeHours = 24;

enum class RangeType { kTraceId, kEvent, kService };

RangeType read_range_type(const RequestReader& request) {
    const std::string type = request.text("TimeRangeType").value_or("TraceId");
    if (type == "Event") return RangeType::kEvent;
    return type == "Service" ? RangeType::kService : RangeType::kTraceId;
}

// The share of traces to return. A strategy counts only with Sampling true; PartialScan, the default, bounds
// the service's work and not ours.
Result<double> read_sampling_rate(const RequestReader& request, RangeType type) {
    const std::optional<RequestReader> strategy = request.structure("SamplingStrategy");
    if (!request.boolean("Sampling").value_or(false) || !strategy) return 1.0;
    if (strategy->text("Name").value_or("PartialScan") != "FixedRate") return 1.0;
    // A bad rate is told before a bad range type (seen 2026-09).
    const std::optional<double> rate = strategy->number("Value");
    if (!rate || !(*rate >= 0 && *rate <= 1)) return fail(errors::sampling_rate_out_of_range());
    if (type != RangeType::kEvent) {
        return tl::unexpected(
            errors::fixed_rate_needs_event(request.text("TimeRangeType").value_or("TraceId")));
    }
    return *rate;
}

// The same traces at every call: chance comes from the trace id.
bool is_sampled(const TraceDigest& digest, double rate) {
    if (rate >= 1) return true;
    constexpr double kBuckets = 1 << 20;
    const auto bucket = static_cast<double>(derived_segment_id(digest.id, SegmentId(), 0).value() >> 20U &
                                            ((1U << 20U) - 1U));
    return bucket < rate * kBuckets;
}

// The range of the type Service begins so much before StartTime (seen 2026-09).
constexpr Micros kServiceLead = 60 * kMicrosPerSecond;

bool is_in(const TimeRange& range, Micros time) {
    return time >= range.from && time < range.to;
}

// Whether a trace counts for the range type Service: when it was received in the range, or, unless `strict`,
// when a segment ended in it, as documented: tests with fixed data go by the times in their documents.
bool is_in_service_range(const TraceDigest& digest, const TimeRange& range, bool strict) {
    if (is_in(range, digest.updated)) return true;
    return !strict && std::any_of(digest.visits.begin(), digest.visits.end(),
                                  [&](const Visit& visit) { return visit.end && is_in(range, *visit.end); });
}

// Whole seconds, as the service tells times.
Micros whole_second(Micros time) {
    return floor_seconds(time) * kMicrosPerSecond;
}

struct Query {
    RangeType type = RangeType::kTraceId;
    TimeRange range;
    TraceFilter filter;
    double rate = 1;
    std::optional<TracePosition> after;
    bool strict = false;
    std::int64_t approximate_time = 0;  // of the last page, in seconds
};

Result<Query> read_query(const Context& context, const RequestReader& request) {
    Query query;
    query.type = read_range_type(request);
    query.strict = context.strict;
    XRAY_TRY(query.range, read_time_range(context, request, kMaxRangeHours));
    query.approximate_time = floor_seconds(query.range.from);
    if (query.type == RangeType::kService && query.range.from < query.range.to) {
        query.range.from -= kServiceLead;
        query.approximate_time -= kServiceLead / kMicrosPerSecond;
    }
    XRAY_TRY(query.rate, read_sampling_rate(request, query.type));
    if (const std::string token = request.text("NextToken").value_or(""); !token.empty()) {
        query.after = read_trace_position(token);
        if (!query.after) return fail(errors::invalid_token(token));
    }
    XRAY_TRY(query.filter, TraceFilter::compile(context, request.text("FilterExpression").value_or("")));
    return query;
}

storage::TraceScan scan_of(const Query& query) {
    storage::TraceScan scan;
    scan.time = query.type == RangeType::kEvent ? storage::TraceTime::kUpdated : storage::TraceTime::kStart;
    scan.from = query.range.from;
    scan.to = query.range.to;
    if (query.type == RangeType::kService) {
        // What ended or was received in the range may have begun at any time.
        scan.from = kMinTime;
        scan.to = kMaxTime;
        scan.ends_from = query.range.from;
    }
    if (query.after) {
        scan.after_time = query.after->time;
        scan.after_id = query.after->id;
    }
    // Of the range type Service, only a look at a trace tells whether it counts as processed.
    if (query.type != RangeType::kService) query.filter.narrow(scan);
    return scan;
}

// How many traces a page accounts for: those of the scan down to `last`, or all if there is none. Includes
// what the filter kept from being looked at.
std::int64_t count_processed(storage::TraceStore& store, storage::TraceScan scan,
                             const std::optional<TracePosition>& last) {
    if (!last) return static_cast<std::int64_t>(store.count(scan));
    scan.from = last->time;
    storage::TraceScan rest = scan;
    rest.to = last->time + 1;
    rest.after_time = last->time;
    rest.after_id = last->id;
    return static_cast<std::int64_t>(store.count(scan)) - static_cast<std::int64_t>(store.count(rest));
}

// One page: summaries from the newest on.
class Page {
public:
    // Writes to `text`, which must outlive the page.
    Page(const Query& query, std::string& text) : query_(query), text_(text), writer_(text) {
        writer_.begin_array();
    }

    void end() { writer_.end_array(); }

    // False when the page is full; then the trace belongs to the next one.
    bool add(const TraceDigest& digest) {
        if (matched_ == kPageSize || text_.size() >= kMaxPageBytes) return end_before();
        const bool by_receipt = query_.type == RangeType::kEvent;
        const TracePosition position = {by_receipt ? digest.updated : digest.start, digest.id};
        const bool counts =
            query_.type != RangeType::kService || is_in_service_range(digest, query_.range, query_.strict);
        if (counts && is_sampled(digest, query_.rate) && query_.filter.passes(digest)) {
            std::optional<Micros> event_time;
            if (query_.type != RangeType::kTraceId) event_time = whole_second(digest.updated);
            if (!write(digest, event_time)) return end_before();
        }
        if (counts) ++processed_;
        last_ = position;
        return true;
    }

    [[nodiscard]] std::int64_t processed() const { return processed_; }
    [[nodiscard]] const std::optional<TracePosition>& next() const { return next_; }

private:
    bool end_before() {
        next_ = last_;
        return false;
    }

    // False, and nothing written, if the summary is too long for what is left of the page.
    bool write(const TraceDigest& digest, std::optional<Micros> event_time) {
        const std::size_t before = text_.size();
        write_trace_summary(writer_, digest, event_time,
                            query_.strict ? AnnotationKeys::kDocumented : AnnotationKeys::kAny);
        if (text_.size() > kMaxPageBytes && matched_ > 0) {
            text_.resize(before);
            return false;
        }
        ++matched_;
        return true;
    }

    const Query& query_;
    std::string& text_;
    JsonWriter writer_;
    TracePosition last_;
    std::optional<TracePosition> next_;
    std::size_t matched_ = 0;
    std::int64_t processed_ = 0;
};

}  // namespace

Result<std::string> get_trace_summaries(Context& context, const RequestReader& request) {
    XRAY_TRY(const Query query, read_query(context, request));

    context.store.settle();
    std::string summaries;
    Page page(query, summaries);
    std::int64_t processed = 0;
    if (query.range.from < query.range.to) {
        const storage::TraceScan scan = scan_of(query);
        context.store.scan(scan, [&page](const TraceDigest& digest) { return page.add(digest); });
        const bool narrowed = !scan.conditions.empty() || !scan.terms.empty();
        processed = narrowed ? count_processed(context.store, scan, page.next()) : page.processed();
    }
    page.end();

    std::string before;
    JsonWriter writer(before);
    writer.begin_object();
    writer.key("ApproximateTime");
    writer.real(static_cast<double>(page.next() ? floor_seconds(page.next()->time) : query.approximate_time));
    writer.key("NextToken");
    page.next() ? writer.text(write_trace_position(*page.next())) : writer.null();
    writer.key("TraceSummaries");
    // What is known only now is put around megabytes of summaries: a copy of them would cost as much as they
    // did.
    summaries.insert(0, before);
    summaries.append(",\"TracesProcessedCount\":").append(std::to_string(processed)).push_back('}');
    return summaries;
}

}  // namespace xray::api::operations
