// SPDX-License-Identifier: Apache-2.0
#include "api/ingest/segment_ingest.hpp"

#include <limits>
#include <optional>
#include <string>
#include <utility>

#include "api/ingest/document_warnings.hpp"
#include "core/base/limits.hpp"
#include "core/otlp/to_segment/span_documents.hpp"
#include "core/otlp/wire/limits.hpp"
#include "core/otlp/wire/trace_data.hpp"
#include "core/segment/datagram.hpp"
#include "core/text/base64.hpp"
#include "core/text/cut.hpp"

namespace xray::api {
namespace {

constexpr std::size_t kExcerptBytes = 240;

constexpr std::size_t kNoLimit = std::numeric_limits<std::size_t>::max();

tl::expected<DocumentIdentity, DocumentRefusal> identify(std::string_view document, std::size_t most_bytes) {
    thread_local SegmentValidator validator;  // keeps its memory from document to document
    tl::expected<DocumentIdentity, DocumentRefusal> identity = validator.validate(document);
    if (!identity || document.size() <= most_bytes) return identity;
    // The service's own code for this is not known; of a trace that is too large it says InvalidSegment.
    DocumentRefusal refusal{identity->id.to_string(), "InvalidSegment",
                            "Invalid segment. ErrorCode: InvalidSegment"};
    refusal.explanation = "the document has " + std::to_string(document.size()) +
                          " bytes; with --strict at most " + std::to_string(most_bytes) + " are taken";
    return tl::unexpected(std::move(refusal));
}

// What AWS's OpenTelemetry exporters put before their base64: sampled spans, unsampled spans, metrics.
constexpr std::string_view kSampledSpans = "T1S";
constexpr std::string_view kUnsampledSpans = "T1U";
constexpr std::string_view kMetrics = "M1";

DocumentRefusal otlp_refusal(std::string_view cause) {
    DocumentRefusal refusal{std::nullopt, "ParseError",
                            std::string("Invalid segment. ErrorCode: ParseError, Cause: ").append(cause)};
    refusal.explanation = cause;
    return refusal;
}

std::string excerpt_of(std::string_view text) {
    const std::string_view beginning = cut_between_characters(text, kExcerptBytes);
    return std::string(beginning) + (beginning.size() < text.size() ? "..." : "");
}

}  // namespace

SegmentIngest::SegmentIngest(storage::TraceStore& store, Counters& counters, const Clock& clock, bool strict)
    : store_(store), counters_(counters), clock_(clock), strict_(strict) {}

void SegmentIngest::accept_datagrams(std::span<const std::string_view> datagrams, const SenderOf& sender_of) {
    Delivery delivery{"UDP"};
    delivery.accepted.reserve(datagrams.size());
    std::optional<std::size_t> last_taken;
    for (std::size_t number = 0; number < datagrams.size(); ++number) {
        const std::string_view datagram = datagrams[number];
        if (sender_of) delivery.sender = [&sender_of, number] { return sender_of(number); };
        ++counters_.datagrams_received;
        counters_.datagram_bytes += datagram.size();
        if (datagram.empty()) {
            ++counters_.datagrams_empty;
            continue;
        }
        tl::expected<std::string_view, DatagramRefusal> document = split_datagram(datagram);
        if (!document) {
            ++counters_.datagrams_rejected;
            remember({.at = clock_.now(),
                      .source = "UDP",
                      .sender = delivery.sender ? delivery.sender() : "",
                      .reason = std::move(document.error().reason),
                      .message = document.error().message,
                      .member = {},
                      .explanation = document.error().message,
                      .position = {},
                      .excerpt = excerpt_of(datagram)});
            continue;
        }
        const std::size_t taken_before = delivery.accepted.size();
        take(*document, delivery);
        if (delivery.accepted.size() > taken_before) last_taken = number;
    }
    if (last_taken && sender_of) senders_.note(clock_.now(), sender_of(*last_taken));
    if (delivery.accepted.empty()) return;
    const std::size_t taken = store_.submit(std::move(delivery.accepted));
    hand_on(delivery, taken);
}

Result<std::vector<UnprocessedSegment>> SegmentIngest::put_documents(
    std::span<const std::string_view> documents, std::string_view source, std::string_view forwarded_by) {
    Delivery delivery{source};
    delivery.forwarded_by = forwarded_by;
    delivery.accepted.reserve(documents.size());
    for (const std::string_view document : documents) take(document, delivery);
    return commit(std::move(delivery));
}

Result<std::vector<UnprocessedSegment>> SegmentIngest::put_spans(const otlp::TraceData& data,
                                                                 std::string_view source,
                                                                 std::string_view forwarded_by) {
    Delivery delivery{source};
    delivery.forwarded_by = forwarded_by;
    delivery.otlp_limits = strict_;
    take_spans(data, delivery);
    return commit(std::move(delivery));
}

Result<std::vector<UnprocessedSegment>> SegmentIngest::commit(Delivery delivery) {
    if (!delivery.accepted.empty()) {
        const Result<void> stored = store_.submit_and_wait(std::move(delivery.accepted));
        if (!stored) return tl::unexpected(stored.error());
        hand_on(delivery, delivery.copies.size());
    }
    return std::move(delivery.refused);
}

void SegmentIngest::take(std::string_view text, Delivery& delivery) {
    if (text.starts_with(kSampledSpans)) {
        take_encoded_spans(text, text.substr(kSampledSpans.size()), true, delivery);
    } else if (text.starts_with(kUnsampledSpans)) {
        take_encoded_spans(text, text.substr(kUnsampledSpans.size()), false, delivery);
    } else if (text.starts_with(kMetrics)) {
        ++counters_.otlp_metrics_dropped;
    } else {
        take_document(text, delivery);
    }
}

// Spans that come by OTLP's own endpoint have its quota.
std::size_t SegmentIngest::document_limit(const Delivery& delivery) const {
    if (!strict_) return kNoLimit;
    return delivery.otlp_limits ? otlp::kQuotaSpanBytes : kMaxDocumentBytes;
}

void SegmentIngest::take_document(std::string_view document, Delivery& delivery) {
    ++counters_.documents_received;
    tl::expected<DocumentIdentity, DocumentRefusal> identity = identify(document, document_limit(delivery));
    if (!identity) return refuse(document, std::move(identity.error()), delivery);
    note_arrival(*identity, delivery);
    delivery.accepted.push_back(
        {identity->trace_id, identity->id, identity->complete,
         identity->rewritten ? std::move(*identity->rewritten) : std::string(document)});
    if (forwarding_ == nullptr) return;
    delivery.copies.push_back({identity->trace_id, identity->id, identity->complete,
                               std::make_shared<const std::string>(delivery.accepted.back().text)});
}

void SegmentIngest::hand_on(const Delivery& delivery, std::size_t count) const {
    if (forwarding_ == nullptr || count == 0) return;
    forwarding_->accept(std::span(delivery.copies).first(count), delivery.forwarded_by);
}

void SegmentIngest::note_arrival(const DocumentIdentity& document, const Delivery& delivery) {
    if (listeners_.arrived) {
        listeners_.arrived({delivery.source, delivery.sender ? delivery.sender() : "", document});
    }
    const std::optional<TimeWarning> warning = find_time_warning(document, clock_.now());
    if (!warning) return;
    DocumentWarning note{.at = clock_.now(),
                         .source = std::string(delivery.source),
                         .sender = delivery.sender ? delivery.sender() : "",
                         .reason = std::string(warning->reason),
                         .explanation = warning->explanation,
                         .trace_id = document.trace_id.to_string(),
                         .id = document.id.to_string(),
                         .name = document.name};
    if (listeners_.warned) listeners_.warned(note);
    warnings_.add(std::move(note));
}

void SegmentIngest::take_spans(const otlp::TraceData& data, Delivery& delivery) {
    for (const otlp::ResourceSpans& group : data.resource_spans) {
        const std::optional<std::string> beyond =
            delivery.otlp_limits ? otlp::resource_beyond_limits(group) : std::nullopt;
        const auto resource = forwarding_ != nullptr && forwarding_->wants_spans()
                                  ? std::make_shared<const std::string>(otlp::encode_resource(group.resource))
                                  : nullptr;
        for (const otlp::Span& span : group.spans) {
            ++counters_.otlp_spans_received;
            if (refuse_beyond_limits(span, beyond, delivery)) continue;
            const std::size_t refused_before = delivery.refused.size();
            const std::size_t copies_before = delivery.copies.size();
            for (const std::string& document : otlp::span_documents(span, group.resource)) {
                take_document(document, delivery);
            }
            copy_span(span, resource, copies_before, delivery);
            // A span is refused once, however many documents it became.
            if (delivery.refused.size() > refused_before) delivery.refused.resize(refused_before + 1);
        }
    }
}

// The documents from `first_copy` on were made of the span.
void SegmentIngest::copy_span(const otlp::Span& span, const std::shared_ptr<const std::string>& resource,
                              std::size_t first_copy, Delivery& delivery) const {
    if (delivery.copies.size() == first_copy) return;
    for (std::size_t i = first_copy; i < delivery.copies.size(); ++i) delivery.copies[i].is_of_span = true;
    if (resource != nullptr) delivery.copies.back().span = {resource, otlp::encode_span(span)};
}

bool SegmentIngest::refuse_beyond_limits(const otlp::Span& span, std::optional<std::string> reason,
                                         Delivery& delivery) {
    if (!delivery.otlp_limits) return false;
    if (!reason) reason = otlp::span_beyond_limits(span, clock_.now());
    if (!reason) return false;
    ++counters_.documents_received;
    DocumentRefusal refusal{std::nullopt, "InvalidSegment",
                            "Invalid segment. ErrorCode: InvalidSegment, Cause: " + *reason};
    refusal.explanation = *std::move(reason);
    refuse(span.name, std::move(refusal), delivery);
    return true;
}

void SegmentIngest::take_encoded_spans(std::string_view text, std::string_view base64, bool sampled,
                                       Delivery& delivery) {
    const std::optional<std::string> message = decode_base64(base64);
    tl::expected<otlp::TraceData, std::string> data =
        message ? otlp::decode_protobuf(*message)
                : tl::unexpected(std::string("the text after the prefix is not base64"));
    if (!data) {
        ++counters_.documents_received;
        refuse(text, otlp_refusal(data.error()), delivery);
    } else if (sampled) {
        take_spans(*data, delivery);
    } else {
        counters_.otlp_spans_unsampled += otlp::span_count(*data);
    }
}

void SegmentIngest::refuse(std::string_view text, DocumentRefusal refusal, Delivery& delivery) {
    ++counters_.documents_rejected;
    remember({.at = clock_.now(),
              .source = std::string(delivery.source),
              .sender = delivery.sender ? delivery.sender() : "",
              .reason = refusal.error_code,
              .message = refusal.message,
              .member = std::move(refusal.member),
              .explanation = std::move(refusal.explanation),
              .position = refusal.position,
              .excerpt = excerpt_of(text)});
    delivery.refused.push_back(
        {std::move(refusal.id), std::move(refusal.error_code), std::move(refusal.message)});
}

void SegmentIngest::remember(const RejectedDocument& rejected) {
    const std::uint64_t count = rejected_.add(rejected);
    if (listeners_.rejected) listeners_.rejected(rejected, count);
}

void SegmentIngest::forget_notes() {
    rejected_.forget();
    warnings_.forget();
    senders_.forget();
}

}  // namespace xray::api
