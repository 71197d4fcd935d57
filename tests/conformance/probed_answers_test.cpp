// SPDX-License-Identifier: Apache-2.0
// Answers that the real service gave to deliberate probes.
#include <catch2/catch.hpp>

#include "core/segment/segment_validator.hpp"
#include "tests/conformance/canonical.hpp"
#include "tests/support/samples.hpp"
#include "tests/unit/support/traces.hpp"

using nlohmann::json;
using xray::test::canonical;

namespace {

// Members that the service sends beside its public model, and what depends on how documents were delivered.
json without_unmodelled(json summary) {
    for (const char* member : {"MatchedEdge", "MatchedService", "Revision"}) summary.erase(member);
    return canonical(summary);
}

json without_unmodelled_services(json services) {
    for (json& service : services) {
        for (const char* member : {"HostedIn", "KeyAttributes", "Region", "StartTime", "EndTime"})
            service.erase(member);
        for (json& edge : service["Edges"]) {
            edge.erase("StartTime");
            edge.erase("EndTime");
        }
    }
    return services;
}

std::vector<std::string> documents_of_trace(const json& documents, const std::string& id) {
    std::vector<std::string> texts;
    for (const json& document : documents) {
        if (document["trace_id"] == id) texts.push_back(document.dump());
    }
    return texts;
}

std::vector<std::string> real_documents(const json& trace) {
    std::vector<std::string> texts;
    for (const json& segment : trace["Segments"]) {
        const json document = json::parse(segment["Document"].get<std::string>());
        if (!document.value("inferred", false)) texts.push_back(document.dump());
    }
    return texts;
}

// Probes name root, child, A and B by what they are; the samples describe them in words.
std::string probe(const std::string& members) {
    return xray::test::document("{\"id\":\"00000000000000a0\"," + members + "}");
}

}  // namespace

TEST_CASE("probed: seven documents give the five summaries of the service", "[conformance][samples]") {
    XRAY_LOAD_SAMPLE(sample, "probed", "trace-queries-input-and-summaries.json");
    REQUIRE(sample["TraceSummaries"].size() == 5);
    for (const json& theirs : sample["TraceSummaries"]) {
        const json ours =
            xray::test::summary_of(documents_of_trace(sample["PutTraceSegments.documents"], theirs["Id"]));
        INFO(theirs["Id"]);
        CHECK(without_unmodelled(ours) == without_unmodelled(theirs));
    }
}

TEST_CASE("probed: processed documents and inferred resources", "[conformance][samples]") {
    XRAY_LOAD_SAMPLE(sample, "probed", "processed-documents.json");
    std::size_t compared = 0;
    for (const json& trace : sample["BatchGetTraces"]) {
        if (!trace.contains("Segments")) continue;
        std::vector<std::string> documents = real_documents(trace);
        if (documents.empty()) {
            // Only the inferred documents are published: rebuild the calls behind them.
            json root = {{"id", "00000000000000a0"}, {"name", "root"},
                         {"trace_id", trace["Id"]},  {"start_time", 1790164769.0},
                         {"end_time", 1790164771.0}, {"subsegments", json::array()}};
            for (const json& segment : trace["Segments"]) {
                json call = json::parse(segment["Document"].get<std::string>());
                call["id"] = call["parent_id"];
                for (const char* member : {"parent_id", "trace_id", "inferred", "origin", "subsegments"}) {
                    call.erase(member);
                }
                call["aws"].erase("resource_names");
                call["namespace"] = "aws";
                root["subsegments"].push_back(call);
            }
            documents.push_back(root.dump());
        }
        json ours = json::array();
        for (const json& document : xray::test::segments_of(documents)) {
            if (document["name"] != "root") ours.push_back(document);
        }
        json theirs = json::array();
        for (const json& segment : trace["Segments"])
            theirs.push_back(json::parse(segment["Document"].get<std::string>()));
        for (json* list : {&ours, &theirs}) {
            for (json& document : *list) {
                if (!document.value("inferred", false)) continue;
                document.erase("id");
                for (json& below : document["subsegments"]) below.erase("id");
            }
        }
        INFO(trace["Id"]);
        CHECK(canonical(ours) == canonical(theirs));
        ++compared;
    }
    CHECK(compared == 3);
}

TEST_CASE("probed: calls without an operation lead to the plain service", "[conformance][samples]") {
    XRAY_LOAD_SAMPLE(sample, "probed", "processed-documents.json");
    for (const json& trace : sample["BatchGetTraces"]) {
        if (!trace.contains("origins")) continue;
        for (const auto& [name, origin] : trace["origins"].items()) {
            const json segments = xray::test::segments_of({probe(
                R"("name":"root","start_time":1,"end_time":3,"subsegments":[{"id":"00000000000000b0","name":")" +
                name +
                R"(","namespace":"aws","start_time":1,"end_time":2,"aws":{"table_name":"t","queue_url":"q"}}])")});
            REQUIRE(segments.size() == 2);
            CHECK(segments[1]["origin"] == origin);
            CHECK_FALSE(segments[1].contains("subsegments"));
        }
    }
}

TEST_CASE("probed: the graph of a failing trace", "[conformance][samples]") {
    XRAY_LOAD_SAMPLE(sample, "probed", "trace-graph-fault.json");
    const std::string root = sample["Services"][1]["Name"];
    const std::string remote = sample["Services"][0]["Name"];
    json services = xray::test::graph_of(
        {probe(R"("name":")" + root + R"(","start_time":100.25,"end_time":107.25,"fault":true,"subsegments":[{
            "id":"00000000000000b0","name":")" +
               remote + R"(","namespace":"remote","start_time":100.5,"end_time":101.75,"fault":true}])")});
    json expected = sample["Services"];
    // The service counts a root twice that grew after it was sent in progress (docs/fidelity.md): not
    // imitated.
    CHECK(expected[1]["DurationHistogram"][0]["Value"] == 12.5);
    expected[1]["DurationHistogram"][0]["Value"] = 7.0;
    CHECK(without_unmodelled_services(services) == without_unmodelled_services(expected));
}

TEST_CASE("probed: root causes", "[conformance][samples]") {
    XRAY_LOAD_SAMPLE(sample, "probed", "root-causes.json");
    const json& failed = sample["cases"][0]["FaultRootCauses"][0]["Services"][0]["EntityPath"][0];
    const json& slow = sample["cases"][1]["ResponseTimeRootCauses"][0]["Services"][0]["EntityPath"];
    const std::string root_name = failed["Name"];
    const std::string child_name = slow[1]["Name"];
    const json exception = failed["Exceptions"][0];
    const json fault = xray::test::summary_of({probe(
        R"("name":")" + root_name + R"(","start_time":100,"end_time":104,"fault":true,"cause":{"exceptions":[
            {"id":"00000000000000e1","message":)" +
        exception["Message"].dump() + R"(,"type":)" + exception["Name"].dump() + "}]}")});
    CHECK(fault["FaultRootCauses"] == sample["cases"][0]["FaultRootCauses"]);
    CHECK(fault["ResponseTimeRootCauses"] == json::array());

    const json local = xray::test::summary_of(
        {probe(R"("name":")" + root_name + R"(","start_time":100,"end_time":104,"subsegments":[
            {"id":"00000000000000b0","name":")" +
               child_name + R"(","start_time":100.5,"end_time":103.5}])")});
    CHECK(local["ResponseTimeRootCauses"] == sample["cases"][1]["ResponseTimeRootCauses"]);

    const json remote = xray::test::summary_of(
        {probe(R"("name":")" + root_name + R"(","start_time":100,"end_time":104,"subsegments":[
            {"id":"00000000000000b0","name":"x","namespace":"remote","start_time":100.5,"end_time":101.5}])")});
    CHECK(remote["ResponseTimeRootCauses"] == sample["cases"][2]["ResponseTimeRootCauses"]);
}

TEST_CASE("probed: acceptance and refusal at the borders of the document rules", "[conformance][samples]") {
    XRAY_LOAD_SAMPLE(sample, "probed", "segment-document-boundaries.json");
    const json valid = {{"id", "00000000000000a0"},
                        {"name", "probe"},
                        {"trace_id", std::string(xray::test::kTraceId)},
                        {"start_time", 1790000000.5},
                        {"end_time", 1790000001.5}};
    const auto changed = [&](const char* member, const json& value) {
        json document = valid;
        document[member] = value;
        return document.dump();
    };
    const auto without = [&](const char* member) {
        json document = valid;
        document.erase(member);
        return document;
    };
    json in_progress_false = without("end_time");
    in_progress_false["in_progress"] = false;
    json padded = valid;
    padded["metadata"]["default"]["padding"] = std::string(66000, 'x');
    const std::map<std::string, std::string> documents = {
        {"valid control", valid.dump()},
        {"name missing", without("name").dump()},
        {"name \"\"", changed("name", "")},
        {"end_time missing", without("end_time").dump()},
        {"in_progress false and end_time missing", in_progress_false.dump()},
        {"in_progress true with end_time", changed("in_progress", true)},
        {"type subsegment without parent_id", changed("type", "subsegment")},
        {"trace_id missing", without("trace_id").dump()},
        {"id missing", without("id").dump()},
        {"id \"\"", changed("id", "")},
        {"parent_id \"invalid\"", changed("parent_id", "invalid")},
        {"name of 300 x", changed("name", std::string(300, 'x'))},
        {"start_time 0", changed("start_time", 0)},
        {"start_time -1", changed("start_time", -1)},
        {"type \"other\"", changed("type", "other")},
        {"times 31 days ago", changed("start_time", 1790000000.0 - 31 * 86400)},
        {"times 600 s ahead", changed("end_time", 1790000601.0)},
        {"trace_id 1-00000000-<24 hex>", changed("trace_id", "1-00000000-59acf11bb85a4b4f9eda534e")},
        {"document of about 66,000 bytes (metadata padding)", padded.dump()},
        {"document []", "[]"},
    };
    xray::SegmentValidator validator;
    for (const json& expected : sample["cases"]) {
        const std::string name = expected["case"];
        INFO(name);
        REQUIRE(documents.contains(name));
        const auto result = validator.validate(documents.at(name));
        CHECK(result.has_value() == expected.contains("result"));
        if (result) continue;
        CHECK(result.error().error_code == expected["ErrorCode"]);
        CHECK(result.error().message == expected["Message"]);
        const std::string id = expected["Id"];
        if (id == "absent") {
            CHECK_FALSE(result.error().id.has_value());
        } else {
            CHECK(result.error().id == (id == "given" ? "00000000000000a0" : id));
        }
    }
}
