// SPDX-License-Identifier: Apache-2.0
#include "tests/fuzz/trace_checks.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>

#include "api/answers/service_graph_json.hpp"
#include "api/answers/trace_summary_json.hpp"
#include "core/digest/digest_maker.hpp"
#include "core/digest/trace_digest_codec.hpp"
#include "core/digest/trace_terms.hpp"
#include "core/filter/analyzer.hpp"
#include "core/filter/evaluator.hpp"
#include "core/filter/explain.hpp"
#include "core/filter/prefilter.hpp"
#include "core/filter/required_terms.hpp"
#include "core/graph/service_graph.hpp"
#include "core/json/json_writer.hpp"
#include "core/otlp/to_span/document_spans.hpp"
#include "core/segment/segment_validator.hpp"
#include "core/trace/processed_document.hpp"
#include "tests/fuzz/target.hpp"

namespace xray::fuzz {
namespace {

constexpr std::string_view kOwnAccount = "000000000000";

constexpr std::array<std::string_view, 24> kExpressions{
    "fault",
    "error = false",
    "partial",
    "responsetime > 0.5 AND duration < 2",
    "responsetime != 1",
    "http.status = 500",
    "http.status >= 400 OR throttle",
    R"(http.url CONTAINS "shop")",
    R"(annotation.n = 1 AND annotation[t] BEGINSWITH "te")",
    "annotation.b = true",
    R"(service("front"))",
    R"(service("front") { fault AND responsetime > 0 })",
    R"(service(id(name: "db", type: "AWS::DynamoDB::Table")) { error })",
    R"(edge("front", "back") { ok })",
    R"(edge("front", "db"))",
    R"(user = "u1")",
    R"(name = "front")",
    "rootcause.fault.entity { remote }",
    R"(rootcause.fault.exception { name = "E" })",
    R"(rootcause.error.service { name = "back" })",
    "rootcause.responsetime.entity { first AND coverage > 0.5 }",
    R"(NOT (fault OR service("S3")))",
    R"(availabilityzone = "us-east-1a" OR instance.id = "i-1")",
    R"(account.id = "x")"};

std::vector<filter::Expression> compile_expressions() {
    std::vector<filter::Expression> expressions;
    for (const std::string_view text : kExpressions) {
        if (auto expression = filter::compile(text)) expressions.push_back(std::move(*expression));
    }
    constexpr std::size_t kMostRefused = 3;
    if (expressions.size() + kMostRefused < kExpressions.size())
        throw std::logic_error("few expressions compile");
    return expressions;
}

void check_filters(const TraceDigest& digest, const std::vector<TraceTerm>& terms) {
    static const std::vector<filter::Expression> expressions = compile_expressions();
    const filter::EvaluationContext context{kOwnAccount, {}};
    for (const filter::Expression& expression : expressions) {
        const bool matched = filter::matches(expression, digest, context);
        const filter::Prefilter prefilter = filter::make_prefilter(expression);
        const bool admitted = filter::admits(prefilter, digest);
        require(admitted || !matched, "a prefilter keeps back what matches");
        require(!prefilter.exact || admitted == matched, "an exact prefilter differs from the filter");
        for (const TraceTerm term : filter::required_terms(expression)) {
            require(!matched || std::binary_search(terms.begin(), terms.end(), term),
                    "a matching trace lacks a term");
        }
        const auto parts = filter::explain(expression, digest, context);
        const bool all_held =
            std::all_of(parts.begin(), parts.end(), [](const auto& part) { return part.held; });
        require(all_held == matched, "an explanation differs from the filter");
    }
}

std::string graph_text(const ServiceGraphBuilder& builder) {
    // finish() empties a builder.
    ServiceGraphBuilder copy = builder;
    std::string text;
    JsonWriter writer(text);
    api::write_services(writer, copy.finish(), api::GraphTimes::kInclude);
    return text;
}

void check_graph(const TraceDigest& digest, Texts texts) {
    ServiceGraphBuilder builder;
    builder.add(digest);
    const std::string once = graph_text(builder);
    if (texts == Texts::kSound) require_json(once);

    std::string bytes;
    builder.encode(bytes);
    ServiceGraphBuilder merged;
    require(merged.merge(bytes), "the fold of a graph cannot be read back");
    require(graph_text(merged) == once, "a stored graph differs");

    merged.add(digest);
    builder.add(digest);
    require(graph_text(merged) == graph_text(builder), "graphs differ by whether they were merged or added");

    merged.add(digest, -1);
    require(graph_text(merged) == once, "a trace that was taken away leaves something behind");
    merged.add(digest, -1);
    require(merged.finish().nodes.empty(), "nodes are left of a graph without traces");
}

void check_stored_form(const TraceDigest& digest, const std::vector<TraceTerm>& terms) {
    std::string bytes;
    encode_digest(digest, bytes);
    TraceDigest read;
    require(decode_digest(bytes, read), "a digest cannot be read back");
    std::string again;
    encode_digest(read, again);
    require(again == bytes, "a digest changes by being stored");
    std::vector<TraceTerm> read_terms;
    collect_terms(read, read_terms);
    require(read_terms == terms, "terms change by storing the digest");
}

void check_climbs(const Trace& trace) {
    for (std::size_t i = 0; i < trace.entities.size(); ++i) {
        std::size_t steps = 0;
        for (std::uint32_t at = trace.entities[i].parent; at != Entity::kNone;
             at = trace.entities[at].parent) {
            require(++steps <= trace.entities.size(), "a way up does not end");
        }
        for (const std::uint32_t child : trace.entities[i].children) {
            require(trace.entities[child].parent == i, "a child has another parent");
        }
    }
}

}  // namespace

std::vector<AcceptedDocument> accepted_documents(std::span<const std::string_view> texts) {
    SegmentValidator validator;
    std::vector<AcceptedDocument> accepted;
    for (const std::string_view text : texts) {
        if (auto identity = validator.validate(text)) {
            accepted.push_back({identity->rewritten ? std::move(*identity->rewritten) : std::string(text),
                                identity->complete});
        } else {
            require(!identity.error().error_code.empty() && !identity.error().message.empty(),
                    "refused without a reason");
        }
    }
    return accepted;
}

void check_documents(std::span<const AcceptedDocument> documents) {
    std::vector<TraceDocument> views;
    std::uint64_t bytes = 0;
    for (const AcceptedDocument& document : documents) {
        views.push_back({document.text, document.complete});
        bytes += document.text.size();
    }
    const Trace trace = assemble_trace(TraceId(), views);
    require(documents.empty() == trace.entities.empty(), "documents make no trace");
    check_trace(trace);
    check_digest(make_digest(trace, {1, 1790000001000000, bytes}, kOwnAccount));
}

void check_trace(const Trace& trace) {
    check_climbs(trace);
    for (const std::uint32_t segment : trace.segments) require_json(processed_document(trace, segment));
    for (const InferredSegment& inferred : trace.inferred) require_json(inferred_document(trace, inferred));
    for (const otlp::SpanDocument& span : otlp::document_spans(trace)) require_json(span.text);
}

void check_digest(const TraceDigest& digest, Texts texts) {
    std::vector<TraceTerm> terms;
    collect_terms(digest, terms);
    check_stored_form(digest, terms);
    std::string text;
    JsonWriter writer(text);
    api::write_trace_summary(writer, digest, digest.updated);
    if (texts == Texts::kSound) require_json(text);
    check_graph(digest, texts);
    check_filters(digest, terms);
}

}  // namespace xray::fuzz
