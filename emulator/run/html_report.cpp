// SPDX-License-Identifier: Apache-2.0
#include "emulator/run/html_report.hpp"

#include <algorithm>
#include <cstddef>
#include <ctime>
#include <string_view>
#include <utility>

#include <nlohmann/json.hpp>

#include "api/assets.hpp"
#include "core/text/base64.hpp"
#include "emulator/client/service_graph_request.hpp"
#include "emulator/client/trace_summaries.hpp"
#include "emulator/run/gzip.hpp"
#include "emulator/version.hpp"

namespace xray::emulator {
namespace {

using nlohmann::json;

constexpr std::string_view kPage = "report.html";
// Where the page wants its data, as base64 of gzip of JSON (console/README.md).
constexpr std::string_view kPlace = "@XRAY_REPORT_DATA@";

constexpr std::size_t kMostTraces = 1000;
constexpr std::size_t kMostBytes = 32U << 20U;
// What BatchGetTraces is asked for at a time (documented: at most 5 ids).
constexpr std::size_t kIdsAtATime = 5;

json write_expectations(const std::vector<RunVerdict>& verdicts) {
    json list = json::array();
    for (const RunVerdict& verdict : verdicts)
        list.push_back({{"text", verdict.name}, {"met", verdict.met}, {"explanation", verdict.explanation}});
    return list;
}

// The member of an answer that is a list; an empty one where there is none.
json list_in(const std::string& answer, const char* member) {
    json body = json::parse(answer, nullptr, false);
    const bool has_list = body.is_object() && body.contains(member) && body[member].is_array();
    return has_list ? std::move(body[member]) : json::array();
}

// The traces of these summaries, as BatchGetTraces answers them, until there are kMostBytes.
CommandResult<json> fetch_whole_traces(const EmulatorClient& client, const json& summaries) {
    json traces = json::array();
    std::size_t bytes = 0;
    for (std::size_t i = 0; i < summaries.size() && bytes < kMostBytes; i += kIdsAtATime) {
        json ids = json::array();
        for (std::size_t k = i; k < std::min(i + kIdsAtATime, summaries.size()); ++k)
            ids.push_back(summaries[k].value("Id", std::string()));
        const auto body = body_of(client.post("/Traces", json{{"TraceIds", std::move(ids)}}.dump()));
        if (!body) return tl::unexpected(body.error());
        bytes += body->size();
        for (json& trace : list_in(*body, "Traces")) traces.push_back(std::move(trace));
    }
    return traces;
}

CommandResult<json> report_data(const EmulatorClient& client, const RunOutcome& outcome) {
    auto summaries = fetch_summaries(client, {}, kMostTraces);
    if (!summaries) return tl::unexpected(summaries.error());
    const std::size_t all = summaries->size();
    if (all > kMostTraces)
        summaries->erase(summaries->begin() + static_cast<std::ptrdiff_t>(kMostTraces), summaries->end());
    auto traces = fetch_whole_traces(client, *summaries);
    if (!traces) return tl::unexpected(traces.error());
    const auto graph = fetch_service_graph(client);
    if (!graph) return tl::unexpected(graph.error());
    return json{{"version", 1},
                {"emulator", version()},
                {"generated", std::time(nullptr)},
                {"command", outcome.command},
                {"exitCode", outcome.exit_code},
                {"expectations", write_expectations(outcome.verdicts)},
                {"left_out", all - traces->size()},
                {"Services", list_in(*graph, "Services")},
                {"TraceSummaries", *std::move(summaries)},
                {"Traces", *std::move(traces)}};
}

}  // namespace

bool can_write_html_report() {
    return api::asset_at(kPage) != nullptr;
}

CommandResult<std::string> html_report(const EmulatorClient& client, const RunOutcome& outcome) {
    const api::Asset* const asset = api::asset_at(kPage);
    if (asset == nullptr)
        return tl::unexpected(CommandFailure{1, "this binary was built without the console"});
    std::string page = api::asset_text(*asset);
    const std::size_t place = page.find(kPlace);
    if (place == std::string::npos)
        return tl::unexpected(CommandFailure{1, "the console's report has no place for data"});
    const auto data = report_data(client, outcome);
    if (!data) return tl::unexpected(data.error());
    const std::string text = data->dump(-1, ' ', false, json::error_handler_t::replace);
    page.replace(place, kPlace.size(), encode_base64(gzip(text)));
    return page;
}

}  // namespace xray::emulator
