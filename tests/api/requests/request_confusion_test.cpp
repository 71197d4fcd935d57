// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "api/request/model.hpp"
#include "api/routes.hpp"
#include "core/base/limits.hpp"
#include "tests/api/support/api_fixture.hpp"
#include "tests/api/support/model_requests.hpp"
#include "tests/api/support/trace_requests.hpp"

// Every member of every operation gets values of every wrong kind, at its place and as an entry of its list.
using namespace xray;
using namespace xray::tests;
using nlohmann::json;

namespace {

json nested(std::size_t levels) {
    json value = json::array();
    for (std::size_t level = 1; level < levels; ++level) value = json::array({std::move(value)});
    return value;
}

std::vector<json> odd_values() {
    return {nullptr,
            true,
            0,
            -1,
            1.5,
            1e308,
            -1e308,
            9223372036854775807,
            "",
            std::string("\0\x7f", 2),
            "\xf4\x8f\xbf\xbf",
            std::string(100'000, 'x'),
            json::array(),
            json::array({nullptr}),
            json::array({json::array()}),
            json::array({json::object()}),
            json(2'000, nullptr),
            json(2'000, json::object()),
            json(2'000, ""),
            json::object(),
            json{{"", nullptr}},
            json{{"a", json::array()}},
            nested(400)};
}

// A valid request; the smallest window of a boost is one that the service fails on (observed).
json request_of(std::string_view operation) {
    json request = valid_structure(api::model::input_of(operation));
    for (const char* rule : {"SamplingRule", "SamplingRuleUpdate"}) {
        if (request.contains(rule)) request[rule]["SamplingRateBoost"]["CooldownWindowMinutes"] = 1;
    }
    return request;
}

// What the service itself answers with InternalFailure (observed): a null record, and a boost without a
// window.
bool fails_on_the_service(std::string_view operation, const std::string& pointer) {
    return (operation == "PutTelemetryRecords" && pointer.starts_with("/TelemetryRecords")) ||
           pointer.ends_with("/CooldownWindowMinutes");
}

class Confusion {
public:
    Confusion() {
        api_.context.log = [this](std::string_view line) { exceptions_.emplace_back(line); };
    }

    void send(std::string_view operation, const std::string& pointer, const json& request) {
        const std::string body = request.dump();
        const api::HttpResponse response = api_.send("POST", path_of(operation), body);
        INFO(operation << " " << pointer << " " << body.substr(0, 200) << " -> " << response.status << " "
                       << response.body.substr(0, 200));
        REQUIRE(exceptions_.empty());
        if (!fails_on_the_service(operation, pointer)) REQUIRE(response.status < 500);
        REQUIRE(json::accept(response.body));
        // An answer to nonsense is in proportion to it: "null," becomes an entry of 82 bytes.
        REQUIRE(response.body.size() <= 20 * body.size() + 65'536);
        ++sent_;
    }

    [[nodiscard]] int sent() const { return sent_; }

private:
    static std::string_view path_of(std::string_view operation) {
        for (const api::Route& entry : api::operation_routes()) {
            if (entry.operation == operation) return entry.path;
        }
        return {};
    }

    Api api_;
    std::vector<std::string> exceptions_;
    int sent_ = 0;
};

}  // namespace

TEST_CASE("confusion: no value of a wrong kind makes an operation fail", "[confusion]") {
    Confusion confusion;
    const std::vector<json> values = odd_values();
    for_each_member([&](std::string_view operation, const api::model::Member&, const std::string& pointer,
                        const std::string&) {
        const json request = request_of(operation);
        const json::json_pointer place(pointer);
        for (const json& value : values) {
            json changed = request;
            changed[place] = value;
            confusion.send(operation, pointer, changed);
            if (!request[place].is_array()) continue;
            changed[place] = json::array({value});
            confusion.send(operation, pointer, changed);
            changed[place] = json::array({request[place][0], value});
            confusion.send(operation, pointer, changed);
        }
    });
    REQUIRE(confusion.sent() > 2'000);
}

TEST_CASE("confusion: bodies of every wrong kind are answered", "[confusion]") {
    Confusion confusion;
    for (const std::string_view operation : api::model::operation_names()) {
        for (const json& value : odd_values()) confusion.send(operation, "", value);
    }
}

TEST_CASE("confusion: a null among structures is a structure that is missing", "[confusion]") {
    Api api;
    const Failure missing = validation(
        "1 validation error detected: Value null at 'samplingStatisticsDocuments.1.member' failed to satisfy "
        "constraint: Member must not be null");
    REQUIRE(failure_of(api.send("POST", "/SamplingTargets", R"({"SamplingStatisticsDocuments":[null]})")) ==
            missing);
    api.context.strict = true;
    REQUIRE(failure_of(api.send("POST", "/SamplingTargets", R"({"SamplingStatisticsDocuments":[null]})")) ==
            missing);
}

TEST_CASE("confusion: of very many broken constraints the first are told, all are counted", "[confusion]") {
    Api api;
    std::string body = R"({"SamplingStatisticsDocuments":[{})";
    for (int i = 1; i < 100'000; ++i) body += ",{}";
    const api::HttpResponse response = api.send("POST", "/SamplingTargets", body + "]}");
    REQUIRE(response.status == 400);
    REQUIRE(response.body.find("300000 validation errors detected: Value null at "
                               "'samplingStatisticsDocuments.1.member.") != std::string::npos);
    REQUIRE(response.body.size() < kMaxReportedProblems * 200);
}

TEST_CASE("confusion: page tokens of any bytes are answered", "[confusion]") {
    Api api;
    std::vector<std::string> exceptions;
    api.context.log = [&](std::string_view line) { exceptions.emplace_back(line); };
    put(api, {segment(1, kNow, kNow + 1)});
    const json retrieval =
        api.call("/StartTraceRetrieval",
                 {{"TraceIds", {trace_id(1)}}, {"StartTime", kNow - 60}, {"EndTime", kNow + 60}});
    const std::string id = "1-00000000-000000000000000000000000";
    const std::vector<std::string> tokens{"x",
                                          "xr1-",
                                          "xr1-ffffffffffffffff-",
                                          "xr1-ffffffffffffffff-" + id,
                                          "xr1-7fffffffffffffff-" + id,
                                          "xr1-8000000000000000-" + id,
                                          "xi1-ffffffffffffffff-",
                                          "xi1-8000000000000000-\x7f",
                                          "xe1--1",
                                          "xe1-18446744073709551615",
                                          "xe1-18446744073709551616",
                                          "page-",
                                          "page--",
                                          "page-0",
                                          "page-1-",
                                          "page-18446744073709551615-18446744073709551615",
                                          "page-18446744073709551616-0",
                                          std::string(100'000, '-'),
                                          std::string("page-0-0\0", 9)};
    for (const std::string& token : tokens) {
        for (auto [path, request] : std::vector<std::pair<std::string, json>>{
                 {"/TraceSummaries", range(kNow - 60, kNow + 60)},
                 {"/TimeSeriesServiceStatistics", range(kNow - 60, kNow + 60)},
                 {"/InsightSummaries", with(range(kNow - 60, kNow + 60), "GroupName", "Default")},
                 {"/InsightEvents", {{"InsightId", "01234567-89ab-4def-8123-456789abcdef"}}},
                 {"/ListRetrievedTraces", retrieval},
                 {"/GetRetrievedTracesGraph", retrieval},
                 {"/ServiceGraph", range(kNow - 60, kNow + 60)}}) {
            request["NextToken"] = token;
            const api::HttpResponse response = api.post(path, request);
            INFO(path << " " << token.substr(0, 60) << " -> " << response.status << " "
                      << response.body.substr(0, 200));
            REQUIRE(exceptions.empty());
            REQUIRE((response.status == 200 || response.status == 400));
            // Behind a position that a client made up there is nothing.
            if (response.status == 200) REQUIRE(json::parse(response.body)["NextToken"].is_null());
        }
    }
}
