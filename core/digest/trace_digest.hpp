// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/ids.hpp"
#include "core/base/limits.hpp"
#include "core/base/time.hpp"
#include "core/trace/entity.hpp"

namespace xray {

// A node of the trace: a service, an inferred downstream service, or the client in front of a root.
struct DigestService {
    std::string_view name;
    // The segment's origin, an inferred type, "client"; empty where there is none.
    std::string_view type;
    std::string_view account_id;  // empty for the emulator's own account
    bool inferred = false;        // no segment of its own: known only from its callers
    bool client = false;
    bool root = false;  // an entry point of the trace
};

// One request that a service handled, as the service recorded it (a segment), or, for an inferred service, as
// its caller did (a subsegment of namespace aws or remote).
struct Visit {
    std::uint32_t service = 0;  // index into TraceDigest::services
    SegmentId id;               // of the segment, or of the subsegment that called the inferred service
    Micros start = 0;
    std::optional<Micros> end;  // none while in progress
    // Latest end of the segment and its subsegments; what DurationHistogram counts.
    std::optional<Micros> last_end;
    Flags flags;
    HttpView http;
    std::string_view user;
    std::string_view instance_id;
    std::string_view availability_zone;
    std::string_view resource_arn;
    bool root = false;  // the segment has no parent
};

// One call over an edge, as its caller recorded it: the calling subsegment, or the calling segment where the
// callee's parent is a segment. From a client node it is the root segment itself.
struct Call {
    std::uint32_t from = 0;  // indices into TraceDigest::services
    std::uint32_t to = 0;
    // The visits at both ends; kNoVisit for the client's end.
    std::uint32_t from_visit = kNoVisit;
    std::uint32_t to_visit = kNoVisit;
    Micros start = 0;
    std::optional<Micros> end;
    Flags flags;
    HttpView http;
    // The name of a call of namespace remote that a segment answers; else empty.
    std::string_view alias;

    static constexpr std::uint32_t kNoVisit = 0xffffffff;
};

// A segment or subsegment on the way to a root cause.
struct RootCauseEntity {
    std::string_view name;
    bool remote = false;
    // Response time causes: share of the root's response time, 3 decimals.
    double coverage = 0;
    std::vector<RootCauseException> exceptions;
};

struct RootCauseService {
    std::uint32_t service = 0;  // index into TraceDigest::services
    bool inferred = false;
    std::vector<RootCauseEntity> entity_path;
};

struct RootCause {
    bool client_impacting = false;
    std::vector<RootCauseService> services;  // from the entry point to the culprit
};

// Everything that a reader of traces can ask of one trace, worked out once when the trace changes: summaries,
// the service graph, time series and filter expressions are computed from this and never from documents.
//
// All text is borrowed: from the Trace it was made of, or from the bytes it was decoded from. A digest must
// not outlive them.
struct TraceDigest {
    static constexpr std::uint32_t kNoService = 0xffffffff;

    TraceId id;
    // Earliest positive start of a segment or attached subsegment; else of orphans; else 0.
    Micros start = 0;
    // Earliest start to latest end; none while nothing of the trace has ended.
    std::optional<Micros> duration;
    // Of the root segment; none without a root or while it is in progress.
    std::optional<Micros> response_time;
    // Outcome of the root, as GetTraceSummaries tells it.
    Flags flags;
    // Some parent_id names no entity of the trace, or was cut off a cycle.
    bool partial = false;
    bool limit_exceeded = false;      // more than 500 KB of documents
    bool in_progress = false;         // some segment has no end yet
    std::uint32_t revision = 1;       // deliveries that changed the trace
    Micros updated = 0;               // when the last of them was received
    std::int64_t last_receipt = 0;    // its place in the order of all receipts, which no clock decides
    std::uint32_t segment_count = 0;  // segments, not counting inferred ones
    std::uint32_t entry_point = kNoService;
    HttpView http;  // of the root segment

    std::vector<DigestService> services;
    std::vector<Visit> visits;
    std::vector<Call> calls;
    // The first kMaxTraceLinks; not those to traces that came of this one.
    std::vector<TraceLink> links;
    // Of segments and subsegments, up to kMaxAnnotations and kMaxAnnotationBytes; may repeat a key and value.
    std::vector<DigestAnnotation> annotations;
    std::vector<RootCause> fault_root_causes;
    std::vector<RootCause> error_root_causes;
    std::vector<RootCause> response_time_root_causes;
};

// Facts about the stored documents of a trace that the documents themselves do not say.
struct TraceReceipt {
    std::uint32_t revision = 1;
    Micros updated = 0;
    std::uint64_t document_bytes = 0;
    // The place of the last document in the order of all receipts.
    std::int64_t last = 0;
};

}  // namespace xray
