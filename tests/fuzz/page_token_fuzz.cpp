// SPDX-License-Identifier: Apache-2.0
// Any text as the NextToken of every operation that has one: it is taken or refused, never the cause of a
// failure, and what is taken for a token of ours is one.

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "api/request/page_token.hpp"
#include "core/json/json_writer.hpp"
#include "core/text/ascii.hpp"
#include "tests/fuzz/fuzzed_api.hpp"
#include "tests/fuzz/target.hpp"

namespace xray::fuzz {
namespace {

// All members of the body but the token.
constexpr std::string_view kRange = R"("StartTime":1789990000,"EndTime":1790000300)";
constexpr std::string_view kTraces = R"("TraceIds":["1-65f00000-000000000000000000000001"])";
constexpr std::string_view kGroup =
    R"("StartTime":1789990000,"EndTime":1790000300,"GroupName":"g","MaxResults":1)";
constexpr std::string_view kInsight = R"("InsightId":"00000000-0000-4000-8000-000000000000","MaxResults":1)";
constexpr std::string_view kImpact =
    R"("InsightId":"00000000-0000-4000-8000-000000000000","StartTime":1789990000,"EndTime":1790000300)";

constexpr std::array<std::array<std::string_view, 2>, 12> kRequests{{
    {"/TraceSummaries", kRange},
    {"/Traces", kTraces},
    {"/TraceGraph", kTraces},
    {"/ServiceGraph", kRange},
    {"/TimeSeriesServiceStatistics", kRange},
    {"/InsightSummaries", kGroup},
    {"/InsightEvents", kInsight},
    {"/InsightImpactGraph", kImpact},
    {"/Groups", R"("a":1)"},
    {"/GetSamplingRules", R"("a":1)"},
    {"/ListResourcePolicies", R"("a":1)"},
    {"/GetIndexingRules", R"("a":1)"},
}};

std::string with_token(std::string_view members, std::string_view token) {
    std::string body = "{" + std::string(members) + R"(,"NextToken":)";
    JsonWriter(body).text(token);
    return body + "}";
}

// The token of a retrieval: what StartTraceRetrieval answers with is `{"RetrievalToken":"..."}`.
std::string retrieval_members(FuzzedApi& api) {
    const std::string answer =
        api.post("/StartTraceRetrieval", "{" + std::string(kTraces) + "," + std::string(kRange) + "}").body;
    require(answer.size() > 2, "a retrieval does not start");
    return answer.substr(1, answer.size() - 2);
}

}  // namespace

void test_input(std::string_view input) {
    static FuzzedApi api;
    api.begin();
    api.put_samples();
    if (const std::optional<api::TracePosition> position = api::read_trace_position(input)) {
        const auto again = api::read_trace_position(api::write_trace_position(*position));
        require(again && again->time == position->time && again->id == position->id,
                "a token changes by being written");
    }
    if (const auto token = api::read_page_token("x", 2, input)) {
        const auto again = api::write_page_token("x", {token->numbers[0], token->numbers[1]}, token->text);
        require(equals_ignoring_case(again, input), "a token is written as another");
    }
    for (const auto& [path, members] : kRequests) api.post(path, with_token(members, input));
    const std::string retrieval = retrieval_members(api);
    api.post("/ListRetrievedTraces", with_token(retrieval, input));
    api.post("/ListRetrievedTraces", with_token(retrieval + R"(,"TraceFormat":"OTEL")", input));
    api.post("/GetRetrievedTracesGraph", with_token(retrieval, input));
}

}  // namespace xray::fuzz
