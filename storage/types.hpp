// SPDX-License-Identifier: Apache-2.0
// What goes into the store and comes out of it (storage/trace_store.hpp).
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/ids.hpp"
#include "core/base/limits.hpp"
#include "core/base/time.hpp"
#include "core/digest/trace_digest.hpp"
#include "core/digest/trace_terms.hpp"
#include "core/filter/prefilter.hpp"

namespace xray::storage {

struct StoreOptions {
    std::string path = ":memory:";  // or a file, created with its folder
    std::string account_id = "000000000000";
    Micros indexing_delay = 0;                           // how long new documents stay out of queries
    Micros retention = 30LL * 86400 * kMicrosPerSecond;  // counted from receipt
    std::size_t queue_bytes = 64U << 20U;                // documents waiting for the writer, at most
    std::uint64_t digest_steps = kMaxDigestSteps;        // what the digest of one trace may cost
    // Documents that are not in their traces' digests yet, at most; without meaning where an indexing_delay
    // holds them back. So many can be sent in six seconds to a writer that does nothing else.
    std::int64_t most_undigested = 500'000;
};

// A document that has passed the rules of the service, on its way into the store.
struct IncomingDocument {
    TraceId trace_id;
    SegmentId id;
    bool complete = true;  // false: in_progress
    std::string text;      // valid JSON (core/trace/entity_fields.hpp), as received
};

struct StoredDocument {
    bool complete = true;
    Micros received = 0;
    std::string text;
};

// All stored documents of one trace, in the order of their receipt.
struct StoredTrace {
    TraceId id;
    TraceReceipt receipt;
    std::vector<StoredDocument> documents;
};

// Which time of a trace a range is about (TimeRangeType of GetTraceSummaries).
enum class TraceTime {
    kStart,    // its real start
    kUpdated,  // its last accepted update
};

struct TraceScan {
    TraceTime time = TraceTime::kStart;
    Micros from = kMinTime;  // inclusive
    Micros to = kMaxTime;    // exclusive
    // Where to go on: the scan begins behind this position (see TracePosition). None: at the newest.
    std::optional<Micros> after_time = std::nullopt;
    TraceId after_id = {};
    // Leaves out traces whose other time (the last update for kStart, the start for kUpdated) lies in
    // [except_from, except_to); none by default.
    Micros except_from = kMinTime;
    Micros except_to = kMinTime;
    // Only traces in which something ended, or that changed, at this time or later, or without an end.
    Micros ends_from = kMinTime;
    // Only traces that satisfy all of the conditions and have all of the terms (filter::make_prefilter(),
    // filter::required_terms()). Others are skipped without being decoded. Terms are hashes: a trace without
    // a term may now and then pass for one that has it.
    std::vector<filter::Alternatives> conditions = {};
    std::vector<TraceTerm> terms = {};
};

// Traces that began in one range of time, and traces that were last updated in another: both [from, to).
struct GraphRange {
    Micros begun_from = kMinTime;
    Micros begun_to = kMinTime;
    Micros received_from = kMinTime;
    Micros received_to = kMinTime;
};

struct StoreTotals {
    // Documents of segments and independent subsegments that are stored.
    std::uint64_t segments = 0;
    std::uint64_t traces = 0;
    std::uint64_t undigested = 0;  // documents that traces do not show yet
    // Of the last document that was ever stored (TraceDigest::last_receipt).
    std::int64_t last_receipt = 0;
    // Documents that submit() dropped since the opening, because too many bytes waited for the writer, or too
    // many documents for their digests.
    std::uint64_t dropped_queue_full = 0;
    std::uint64_t dropped_backlog_full = 0;
};

// How long a query waits for documents that nobody was told are stored.
inline constexpr std::chrono::milliseconds kSettleTimeout{700};

// Takes a line of the store's log. Called from the writer's thread; must not block.
using LogSink = std::function<void(std::string_view)>;

// Told of the traces whose digests a transaction has written; `changed` is valid during the call. Called from
// the writer's thread; must neither block nor call the store.
using ChangeListener = std::function<void(std::span<const TraceId> changed)>;

}  // namespace xray::storage
