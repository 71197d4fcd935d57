// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/support/traces.hpp"

#include "api/answers/service_graph_json.hpp"
#include "api/answers/trace_summary_json.hpp"
#include "core/digest/digest_maker.hpp"
#include "core/graph/service_graph.hpp"
#include "core/trace/processed_document.hpp"

namespace xray::test {

std::string document(std::string_view json) {
    nlohmann::json parsed = nlohmann::json::parse(json);
    if (!parsed.contains("trace_id")) parsed["trace_id"] = kTraceId;
    return parsed.dump();
}

TraceFixture::TraceFixture(const std::vector<std::string>& texts) : documents(texts) {
    std::vector<TraceDocument> views;
    TraceId id = *TraceId::parse(kTraceId);
    for (const std::string& text : documents) {
        views.push_back({text, true});
        const nlohmann::json parsed = nlohmann::json::parse(text, nullptr, false);
        if (parsed.is_object()) id = TraceId::parse(parsed.value("trace_id", "")).value_or(id);
    }
    trace = assemble_trace(id, views);
}

nlohmann::json summary_of(const std::vector<std::string>& documents) {
    const TraceFixture fixture(documents);
    std::string out;
    JsonWriter writer(out);
    api::write_trace_summary(writer, make_digest(fixture.trace, {}, "000000000000"), std::nullopt);
    return nlohmann::json::parse(out);
}

nlohmann::json graph_of(const std::vector<std::string>& documents) {
    const TraceFixture fixture(documents);
    ServiceGraphBuilder builder;
    builder.add(make_digest(fixture.trace, {}, "000000000000"));
    std::string out;
    JsonWriter writer(out);
    api::write_services(writer, builder.finish(), api::GraphTimes::kInclude);
    return nlohmann::json::parse(out);
}

nlohmann::json segments_of(const std::vector<std::string>& documents) {
    const TraceFixture fixture(documents);
    nlohmann::json segments = nlohmann::json::array();
    for (const std::uint32_t index : fixture.trace.segments) {
        segments.push_back(nlohmann::json::parse(processed_document(fixture.trace, index)));
    }
    for (const InferredSegment& inferred : fixture.trace.inferred) {
        segments.push_back(nlohmann::json::parse(inferred_document(fixture.trace, inferred)));
    }
    return segments;
}

nlohmann::json find_service(const nlohmann::json& services, std::string_view name, std::string_view type) {
    for (const nlohmann::json& service : services) {
        const bool same_type = type.empty() ? service["Type"].is_null() : service["Type"] == type;
        if (service["Name"] == name && same_type) return service;
    }
    return nullptr;
}

}  // namespace xray::test
