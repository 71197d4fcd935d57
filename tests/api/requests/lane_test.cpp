// SPDX-License-Identifier: Apache-2.0
// Which threads a request runs on: what reads traces must not stand before what reads a few rows.
#include <catch2/catch.hpp>
#include <string>
#include <string_view>

#include "api/routes.hpp"
#include "tests/api/support/counted_api.hpp"
#include "tests/api/support/model_requests.hpp"

using namespace xray;
using namespace xray::tests;
using nlohmann::json;

namespace {

// The API with one trace, a group with insights, and a retrieval of the trace.
class Filled {
public:
    Filled() {
        put(*api_, {segment(1, kNow, kNow + 1)});
        (void)(*api_).call("/CreateGroup", {{"GroupName", "g"},
                                            {"FilterExpression", "service(\"front\")"},
                                            {"InsightsConfiguration", {{"InsightsEnabled", true}}}});
        retrieval_ = (*api_).call("/StartTraceRetrieval", with(in_range(), "TraceIds", {trace_id(1)}));
    }

    // How often it reads traces for the operation, asked for what is there.
    std::uint64_t reads_for(const api::Route& operation) {
        const std::uint64_t before = api_.store().reads;
        const api::HttpResponse response = (*api_).post(operation.path, request_of(operation.operation));
        INFO(operation.operation << " -> " << response.status << " " << response.body.substr(0, 200));
        CHECK(response.status < 500);
        return api_.store().reads - before;
    }

private:
    static json in_range() { return range(kNow - 60, kNow + 60); }

    // What the model requires, with names of what is there.
    json request_of(std::string_view operation) const {
        json request = json::object();
        for (const api::model::Member& member : api::model::input_of(operation).members) {
            if (member.required) request[std::string(member.name)] = valid_value(*member.shape);
        }
        json known = in_range();
        known.update(retrieval_);
        known["TraceIds"] = {trace_id(1)};
        for (const auto& [name, value] : known.items()) {
            if (request.contains(name)) request[name] = value;
        }
        if (operation == "GetInsightSummaries") request["GroupName"] = "g";
        return request;
    }

    CountedApi api_;
    json retrieval_;
};

api::Lane lane_of(std::string_view method, std::string_view target) {
    return api::terms_of(method, target).lane;
}

}  // namespace

TEST_CASE("lane: the operations that read traces are queries, and no others", "[lane]") {
    int queries = 0;
    for (const api::Route& operation : api::operation_routes()) {
        const std::uint64_t reads = Filled().reads_for(operation);
        const bool is_query = lane_of("POST", operation.path) == api::Lane::kQuery;
        INFO(operation.operation << " reads " << reads << " times");
        CHECK(is_query == (reads > 0));
        queries += is_query ? 1 : 0;
    }
    CHECK(queries == 11);
}

TEST_CASE("lane: what is no operation", "[lane]") {
    CHECK(lane_of("POST", "/v1/traces") == api::Lane::kIngest);
    CHECK(lane_of("POST", "/TraceSegments") == api::Lane::kIngest);
    CHECK(lane_of("POST", "//Traces") == api::Lane::kQuery);
    CHECK(lane_of("GET", "/_emulator/health") == api::Lane::kControl);
    CHECK(lane_of("GET", "/nothing") == api::Lane::kControl);
}
