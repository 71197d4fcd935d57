// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/counters.hpp"
#include "core/base/error.hpp"
#include "core/base/time.hpp"
#include "core/segment/segment_validator.hpp"
#include "storage/trace_store.hpp"

namespace xray::otlp {
struct Span;
struct TraceData;
}  // namespace xray::otlp

namespace xray::api {

struct Rejection;

// An entry of UnprocessedTraceSegments: what the service says of a document that it refuses.
struct UnprocessedSegment {
    // The outer document's id; none where no id could be read.
    std::optional<std::string> id;
    std::string error_code;
    std::string message;
};

// One refused document or datagram, kept for GET /_emulator/stats.
struct RejectedDocument {
    Micros at = 0;
    std::string source;  // "UDP", "PutTraceSegments", ...
    // The ErrorCode, or why a datagram was no packet of the daemon's protocol.
    std::string reason;
    std::string message;
    std::string excerpt;  // the first bytes of its text
};

// The one door for segment documents, whatever brought them: the daemon's UDP protocol, PutTraceSegments or
// OTLP. It applies the rules of the service (core/segment/segment_validator.hpp), counts, remembers what was
// refused and hands the rest to the store.
//
// Threads: every method may be called from any thread.
class SegmentIngest {
public:
    // `strict`: documents and spans beyond the quotas of the service are refused (core/base/limits.hpp,
    // core/otlp/wire/limits.hpp).
    SegmentIngest(storage::TraceStore& store, Counters& counters, const Clock& clock, bool strict = false);

    // Takes datagrams as they came from the socket: each is a header line and one document, or
    // OpenTelemetry's data in its place (below). Never blocks and never throws for bad input; refusals are
    // counted and remembered. All datagrams of one call are one delivery.
    void accept_datagrams(std::span<const std::string_view> datagrams);

    // Takes the documents of one PutTraceSegments call and returns after the accepted ones are committed.
    // Instead of a document there may be what AWS's OpenTelemetry exporters send: "T1S" and base64 of a
    // protobuf ExportTraceServiceRequest, whose spans are taken; "T1U" and the same of unsampled spans, or
    // "M1" and base64 of metrics, which are counted and dropped.
    // Returns the refused ones; an Error means that nothing was stored.
    [[nodiscard]] Result<std::vector<UnprocessedSegment>> put_documents(
        std::span<const std::string_view> documents, std::string_view source);

    // The same for OpenTelemetry's spans: each becomes one document or two
    // (core/otlp/to_segment/span_documents.hpp). Returns one entry for each span that was refused, in part or
    // as a whole.
    [[nodiscard]] Result<std::vector<UnprocessedSegment>> put_spans(const otlp::TraceData& data,
                                                                    std::string_view source);

    // Has every refusal told to `listener`, on the thread that brings the document; it must not block. Not to
    // be changed while documents come in.
    void listen(std::function<void(const Rejection&)> listener) { listener_ = std::move(listener); }

    // The last refusals, newest first, at most 100.
    [[nodiscard]] std::vector<RejectedDocument> last_rejected() const;

    // How often each reason was given since the start or the last reset, in alphabetical order.
    [[nodiscard]] std::vector<std::pair<std::string, std::uint64_t>> rejected_by_reason() const;

    // Forgets the remembered refusals and their counts (POST /_emulator/reset).
    void forget_rejected();

private:
    // What becomes of the documents of one delivery.
    struct Delivery {
        std::string_view source;
        std::vector<storage::IncomingDocument> accepted = {};
        std::vector<UnprocessedSegment> refused = {};
        // Those of OTLP's endpoint hold (core/otlp/wire/limits.hpp).
        bool otlp_limits = false;
    };

    // Takes whatever may stand where a segment document is expected: one, or OpenTelemetry's data.
    void take(std::string_view text, Delivery& delivery);
    void take_document(std::string_view document, Delivery& delivery);
    void take_spans(const otlp::TraceData& data, Delivery& delivery);
    [[nodiscard]] std::size_t document_limit(const Delivery& delivery) const;
    // Whether the span is beyond the limits of the delivery, for `reason` or for one of its own; then it is
    // refused.
    bool refuse_beyond_limits(const otlp::Span& span, std::optional<std::string> reason, Delivery& delivery);
    void take_encoded_spans(std::string_view text, std::string_view base64, bool sampled, Delivery& delivery);
    void refuse(std::string_view text, DocumentRefusal refusal, Delivery& delivery);
    // Waits until what was accepted is stored, and gives what was not.
    Result<std::vector<UnprocessedSegment>> commit(Delivery delivery);
    void remember(RejectedDocument rejected);

    storage::TraceStore& store_;
    Counters& counters_;
    const Clock& clock_;
    const bool strict_;
    std::function<void(const Rejection&)> listener_;
    mutable std::mutex mutex_;
    std::deque<RejectedDocument> rejected_;               // guarded by mutex_
    std::map<std::string, std::uint64_t> reason_counts_;  // guarded by mutex_
};

}  // namespace xray::api
