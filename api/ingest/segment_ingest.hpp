// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "api/context/last_heard.hpp"
#include "api/ingest/forwarding.hpp"
#include "api/ingest/ingest_notes.hpp"
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

// An entry of UnprocessedTraceSegments: what the service says of a document that it refuses.
struct UnprocessedSegment {
    // The outer document's id; none where no id could be read.
    std::optional<std::string> id;
    std::string error_code;
    std::string message;
};

// A document that was taken.
struct Arrival {
    std::string_view source;
    std::string sender;  // as in RejectedDocument
    const DocumentIdentity& document;
};

// Who is told of what comes in, on the thread that brings it; none must block. Each may be empty.
struct IngestListeners {
    std::function<void(const Arrival&)> arrived = {};
    // And how often that reason was given.
    std::function<void(const RejectedDocument&, std::uint64_t count)> rejected = {};
    std::function<void(const DocumentWarning&)> warned = {};
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
    // counted and remembered. All datagrams of one call are one delivery. `sender_of` tells the address that
    // one of them came from, by its number; it is asked only where somebody is told.
    using SenderOf = std::function<std::string(std::size_t number)>;
    void accept_datagrams(std::span<const std::string_view> datagrams, const SenderOf& sender_of = {});

    // Takes the documents of one PutTraceSegments call and returns after the accepted ones are committed.
    // Instead of a document there may be what AWS's OpenTelemetry exporters send: "T1S" and base64 of a
    // protobuf ExportTraceServiceRequest, whose spans are taken; "T1U" and the same of unsampled spans, or
    // "M1" and base64 of metrics, which are counted and dropped.
    // `forwarded_by`: the kForwardedByHeader, for whoever passes them on.
    // Returns the refused ones; an Error means that nothing was stored.
    [[nodiscard]] Result<std::vector<UnprocessedSegment>> put_documents(
        std::span<const std::string_view> documents, std::string_view source,
        std::string_view forwarded_by = {});

    // The same for OpenTelemetry's spans: each becomes one document or two
    // (core/otlp/to_segment/span_documents.hpp). Returns one entry for each span that was refused, in part or
    // as a whole.
    [[nodiscard]] Result<std::vector<UnprocessedSegment>> put_spans(const otlp::TraceData& data,
                                                                    std::string_view source,
                                                                    std::string_view forwarded_by = {});

    // Not to be changed while documents come in.
    void listen(IngestListeners listeners) { listeners_ = std::move(listeners); }

    // Who passes on what is accepted; null: nobody. Not to be changed while documents come in.
    void forward_to(Forwarding* forwarding) { forwarding_ = forwarding; }
    [[nodiscard]] Forwarding* forwarding() const { return forwarding_; }

    // What was refused, and what was odd, since the start or the last reset: the last of each and how often
    // each reason was given.
    [[nodiscard]] const Notes<RejectedDocument>& rejected() const { return rejected_; }
    [[nodiscard]] const Notes<DocumentWarning>& warnings() const { return warnings_; }

    // Whose datagram was taken last.
    [[nodiscard]] const LastHeard& senders() const { return senders_; }

    // POST /_emulator/reset
    void forget_notes();

private:
    // What becomes of the documents of one delivery.
    struct Delivery {
        std::string_view source;
        // Tells who sent what is being taken in; empty where that is not known.
        std::function<std::string()> sender = {};
        std::vector<storage::IncomingDocument> accepted = {};
        std::vector<UnprocessedSegment> refused = {};
        std::string_view forwarded_by = {};
        // Of `accepted`, where somebody passes it on.
        std::vector<AcceptedDocument> copies = {};
        // Those of OTLP's endpoint hold (core/otlp/wire/limits.hpp).
        bool otlp_limits = false;
    };

    // Takes whatever may stand where a segment document is expected: one, or OpenTelemetry's data.
    void take(std::string_view text, Delivery& delivery);
    void take_document(std::string_view document, Delivery& delivery);
    void take_spans(const otlp::TraceData& data, Delivery& delivery);
    void copy_span(const otlp::Span& span, const std::shared_ptr<const std::string>& resource,
                   std::size_t first_copy, Delivery& delivery) const;
    // Passes on the first `count` of the accepted documents.
    void hand_on(const Delivery& delivery, std::size_t count) const;
    [[nodiscard]] std::size_t document_limit(const Delivery& delivery) const;
    // Whether the span is beyond the limits of the delivery, for `reason` or for one of its own; then it is
    // refused.
    bool refuse_beyond_limits(const otlp::Span& span, std::optional<std::string> reason, Delivery& delivery);
    void take_encoded_spans(std::string_view text, std::string_view base64, bool sampled, Delivery& delivery);
    void refuse(std::string_view text, DocumentRefusal refusal, Delivery& delivery);
    // Waits until what was accepted is stored, and gives what was not.
    Result<std::vector<UnprocessedSegment>> commit(Delivery delivery);
    void remember(const RejectedDocument& rejected);
    void note_arrival(const DocumentIdentity& document, const Delivery& delivery);

    storage::TraceStore& store_;
    Counters& counters_;
    const Clock& clock_;
    const bool strict_;
    IngestListeners listeners_;
    Forwarding* forwarding_ = nullptr;
    Notes<RejectedDocument> rejected_;
    Notes<DocumentWarning> warnings_;
    LastHeard senders_;
};

}  // namespace xray::api
