// SPDX-License-Identifier: Apache-2.0
#include "tests/fuzz/otlp_checks.hpp"

#include <string>
#include <vector>

#include "core/otlp/to_segment/span_documents.hpp"
#include "core/otlp/wire/limits.hpp"
#include "core/text/utf8.hpp"
#include "tests/fuzz/fuzzed_api.hpp"
#include "tests/fuzz/target.hpp"
#include "tests/fuzz/trace_checks.hpp"

namespace xray::fuzz {
namespace {

// One trace of all of them is the business of other targets, where spans are few.
constexpr std::size_t kMostDocuments = 500;

}  // namespace

void check_spans(const otlp::TraceData& data) {
    static_cast<void>(otlp::request_beyond_limits(data));
    std::vector<std::string> texts;
    for (const otlp::ResourceSpans& group : data.resource_spans) {
        for (const otlp::Span& span : group.spans) {
            if (texts.size() >= kMostDocuments) break;
            for (std::string& text : otlp::span_documents(span, group.resource)) {
                // Protobuf may bring texts that are no UTF-8: the rules refuse their documents.
                require_json(replace_damaged_utf8(text));
                texts.push_back(std::move(text));
            }
        }
    }
    check_documents(accepted_documents(std::vector<std::string_view>(texts.begin(), texts.end())));
}

void check_endpoint(std::string_view content_type, std::string_view message) {
    static FuzzedApi api;
    api.begin();
    api.send("POST", "/v1/traces", message, {{"Content-Type", std::string(content_type)}});
    api.post("/TraceSummaries", R"({"StartTime":1789990000,"EndTime":1790000300})");
    api.check_books();
}

}  // namespace xray::fuzz
