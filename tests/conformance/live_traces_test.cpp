// SPDX-License-Identifier: Apache-2.0
// Traces of a real account: what the service made of them must come out of the same instrumented segments.
#include <algorithm>
#include <catch2/catch.hpp>
#include <functional>
#include <random>
#include <set>

#include "core/trace/processed_document.hpp"
#include "tests/conformance/canonical.hpp"
#include "tests/support/samples.hpp"
#include "tests/unit/support/traces.hpp"

using nlohmann::json;
using xray::test::canonical;

namespace {

// The documents that clients sent for a trace: the processed ones without the inferred. `streamed`:
// subsegments as documents of their own, as an OpenTelemetry collector sends them.
std::vector<std::string> sent_documents(const json& trace, bool streamed) {
    std::vector<std::string> documents;
    const std::function<void(json, const std::string&)> send = [&](json entity, const std::string& parent) {
        entity["trace_id"] = trace["Id"];
        if (!parent.empty()) {
            entity["parent_id"] = parent;
            entity["type"] = "subsegment";
        }
        const json below = entity.value("subsegments", json::array());
        if (streamed) {
            entity.erase("subsegments");
            for (const json& child : below) send(child, entity["id"]);
        }
        documents.push_back(entity.dump());
    };
    for (const json& segment : trace["Segments"]) {
        const json document = json::parse(segment["Document"].get<std::string>());
        if (!document.value("inferred", false)) send(document, "");
    }
    return documents;
}

// Ids of inferred segments are the service's own choice.
json without_made_up_ids(json documents) {
    for (json& document : documents) {
        if (document.value("inferred", false)) document.erase("id");
    }
    return canonical(documents);
}

json expected_documents(const json& trace) {
    json documents = json::array();
    for (const json& segment : trace["Segments"])
        documents.push_back(json::parse(segment["Document"].get<std::string>()));
    return without_made_up_ids(documents);
}

// A summary as the CLI printed it: no nulls, and start times in another form.
json comparable(json summary) {
    summary.erase("StartTime");
    summary.erase("Revision");
    return canonical(summary);
}

}  // namespace

TEST_CASE("live: traces are assembled and their missing segments inferred as the service does",
          "[conformance][samples]") {
    XRAY_LOAD_SAMPLE(answer, "live", "batch-get-traces.json");
    REQUIRE(answer["Traces"].size() == 4);
    for (const json& trace : answer["Traces"]) {
        for (const bool streamed : {false, true}) {
            std::vector<std::string> documents = sent_documents(trace, streamed);
            for (const unsigned seed : {1U, 2U, 3U}) {
                std::shuffle(documents.begin(), documents.end(), std::mt19937(seed));
                INFO(trace["Id"] << " streamed " << streamed << " order " << seed);
                CHECK(without_made_up_ids(xray::test::segments_of(documents)) == expected_documents(trace));
            }
        }
    }
}

TEST_CASE("live: summaries tell what the service told", "[conformance][samples]") {
    XRAY_LOAD_SAMPLE(traces, "live", "batch-get-traces.json");
    XRAY_LOAD_SAMPLE(answer, "live", "get-trace-summaries-excerpt.json");
    std::size_t compared = 0;
    for (const json& trace : traces["Traces"]) {
        const json ours = xray::test::summary_of(sent_documents(trace, false));
        for (const json& theirs : answer["TraceSummaries"]) {
            if (theirs["Id"] != trace["Id"]) continue;
            INFO(trace["Id"]);
            CHECK(comparable(ours) == comparable(theirs));
            CHECK(ours["Duration"] == trace["Duration"]);
            ++compared;
        }
    }
    CHECK(compared == 4);
}

TEST_CASE("live: every node and edge of the four traces stands in the service's graph of that hour",
          "[conformance][samples]") {
    XRAY_LOAD_SAMPLE(traces, "live", "batch-get-traces.json");
    XRAY_LOAD_SAMPLE(answer, "live", "get-service-graph.json");
    const auto edges_of = [](const json& services) {
        std::set<std::string> edges;
        for (const json& service : services) {
            const auto label = [](const json& s) {
                return s["Name"].get<std::string>() + "/" +
                       (s.contains("Type") && !s["Type"].is_null() ? s["Type"].get<std::string>() : "") +
                       "/" + s["State"].get<std::string>() +
                       (s.contains("Root") && s["Root"].is_boolean() && s["Root"].get<bool>() ? "/root" : "");
            };
            edges.insert(label(service));
            for (const json& edge : service["Edges"]) {
                edges.insert(label(service) + " -> " +
                             label(services[edge["ReferenceId"].get<std::size_t>()]));
            }
        }
        return edges;
    };
    const std::set<std::string> theirs = edges_of(answer["Services"]);
    for (const json& trace : traces["Traces"]) {
        for (const std::string& edge : edges_of(xray::test::graph_of(sent_documents(trace, true)))) {
            INFO(edge);
            CHECK(theirs.contains(edge));
        }
    }
}
