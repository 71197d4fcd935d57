// SPDX-License-Identifier: Apache-2.0
#include "api/segment_ingest.hpp"

#include <array>
#include <utility>

#include "core/datagram.hpp"
#include "core/limits.hpp"
#include "core/segment_rules.hpp"

namespace xray::api {
namespace {

constexpr std::size_t kMaxRemembered = 100;
constexpr std::size_t kExcerptBytes = 240;

// Documents of OpenTelemetry that AWS's exporters put where a segment document is expected: the prefix, then
// base64 of a protobuf message (sampled spans, unsampled spans, metrics).
constexpr std::array<std::string_view, 3> kOtlpPrefixes{"T1S", "T1U", "M1"};

std::optional<DocumentRefusal> refuse_otlp(std::string_view document) {
    for (const std::string_view prefix : kOtlpPrefixes) {
        if (document.substr(0, prefix.size()) != prefix) continue;
        return DocumentRefusal{std::nullopt, "ParseError",
                               "Invalid segment. ErrorCode: ParseError, Cause: OTLP documents (prefix " +
                                   std::string(prefix) +
                                   ") are not available in this version of xray-emulator"};
    }
    return std::nullopt;
}

tl::expected<storage::IncomingDocument, DocumentRefusal> read_document(std::string_view document,
                                                                       bool strict) {
    std::optional<DocumentRefusal> otlp = refuse_otlp(document);
    if (otlp) return tl::unexpected(std::move(*otlp));
    thread_local DocumentReader reader;  // keeps its memory from document to document
    tl::expected<DocumentIdentity, DocumentRefusal> identity = reader.read(document);
    if (!identity) return tl::unexpected(std::move(identity.error()));
    // The service's own code for this is not known; of a trace that is too large it says InvalidSegment.
    if (strict && document.size() > kMaxDocumentBytes) {
        return tl::unexpected(DocumentRefusal{identity->id.to_string(), "InvalidSegment",
                                              "Invalid segment. ErrorCode: InvalidSegment"});
    }
    return storage::IncomingDocument{
        identity->trace_id, identity->id, identity->complete,
        identity->rewritten ? std::move(*identity->rewritten) : std::string(document)};
}

std::string excerpt_of(std::string_view text) {
    if (text.size() <= kExcerptBytes) return std::string(text);
    std::size_t end = kExcerptBytes;
    // Not in the middle of a character of several bytes.
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
    return std::string(text.substr(0, end)) + "...";
}

}  // namespace

SegmentIngest::SegmentIngest(storage::TraceStore& store, Counters& counters, const Clock& clock, bool strict)
    : store_(store), counters_(counters), clock_(clock), strict_(strict) {}

void SegmentIngest::accept_datagrams(std::span<const std::string_view> datagrams) {
    std::vector<storage::IncomingDocument> accepted;
    accepted.reserve(datagrams.size());
    for (const std::string_view datagram : datagrams) {
        ++counters_.datagrams_received;
        counters_.datagram_bytes += datagram.size();
        if (datagram.empty()) {
            ++counters_.datagrams_empty;
            continue;
        }
        tl::expected<std::string_view, DatagramRefusal> document = split_datagram(datagram);
        if (!document) {
            ++counters_.datagrams_rejected;
            remember({clock_.now(), "UDP", std::move(document.error().reason),
                      std::move(document.error().message), excerpt_of(datagram)});
            continue;
        }
        take(*document, "UDP", accepted);
    }
    if (!accepted.empty()) store_.submit(std::move(accepted));
}

Result<std::vector<UnprocessedSegment>> SegmentIngest::put_documents(
    std::span<const std::string_view> documents, std::string_view source) {
    std::vector<UnprocessedSegment> unprocessed;
    std::vector<storage::IncomingDocument> accepted;
    accepted.reserve(documents.size());
    for (const std::string_view document : documents) {
        std::optional<UnprocessedSegment> refused = take(document, source, accepted);
        if (refused) unprocessed.push_back(std::move(*refused));
    }
    if (!accepted.empty()) {
        const Result<void> stored = store_.submit_and_wait(std::move(accepted));
        if (!stored) return tl::unexpected(stored.error());
    }
    return unprocessed;
}

std::optional<UnprocessedSegment> SegmentIngest::take(std::string_view document, std::string_view source,
                                                      std::vector<storage::IncomingDocument>& accepted) {
    ++counters_.documents_received;
    tl::expected<storage::IncomingDocument, DocumentRefusal> incoming = read_document(document, strict_);
    if (incoming) {
        accepted.push_back(std::move(*incoming));
        return std::nullopt;
    }
    ++counters_.documents_rejected;
    DocumentRefusal& refusal = incoming.error();
    remember({clock_.now(), std::string(source), refusal.error_code, refusal.message, excerpt_of(document)});
    return UnprocessedSegment{std::move(refusal.id), std::move(refusal.error_code),
                              std::move(refusal.message)};
}

std::vector<RejectedDocument> SegmentIngest::last_rejected() const {
    const std::lock_guard lock(mutex_);
    return {rejected_.begin(), rejected_.end()};
}

std::vector<std::pair<std::string, std::uint64_t>> SegmentIngest::rejected_by_reason() const {
    const std::lock_guard lock(mutex_);
    return {reason_counts_.begin(), reason_counts_.end()};
}

void SegmentIngest::forget_rejected() {
    const std::lock_guard lock(mutex_);
    rejected_.clear();
    reason_counts_.clear();
}

void SegmentIngest::remember(RejectedDocument rejected) {
    const std::lock_guard lock(mutex_);
    ++reason_counts_[rejected.reason];
    rejected_.push_front(std::move(rejected));
    if (rejected_.size() > kMaxRemembered) rejected_.pop_back();
}

}  // namespace xray::api
