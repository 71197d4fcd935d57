// SPDX-License-Identifier: Apache-2.0
#include "emulator/client/trace_summaries.hpp"

#include "emulator/client/time_range.hpp"

namespace xray::emulator {
namespace {

using nlohmann::json;

// The summaries of a range that match, newest first, page by page, up to `most`.
CommandResult<json> fetch_range(const EmulatorClient& client, const TimeRange& range,
                                const std::string& filter, std::size_t most) {
    json summaries = json::array();
    json request{{"StartTime", range.start}, {"EndTime", range.end}};
    if (!filter.empty()) request["FilterExpression"] = filter;
    while (summaries.size() < most) {
        const auto body = body_of(client.post("/TraceSummaries", request.dump()));
        if (!body) return tl::unexpected(body.error());
        const json page = json::parse(*body, nullptr, false);
        if (!page.is_object() || !page.contains("TraceSummaries")) break;
        for (const json& summary : page["TraceSummaries"]) summaries.push_back(summary);
        if (!page.contains("NextToken") || !page["NextToken"].is_string()) break;
        request["NextToken"] = page["NextToken"];
    }
    return summaries;
}

}  // namespace

CommandResult<json> fetch_summaries(const EmulatorClient& client, const std::string& filter,
                                    std::size_t most) {
    CommandResult<json> summaries;
    for (const TimeRange& range : widest_ranges()) {
        summaries = fetch_range(client, range, filter, most);
        if (summaries || summaries.error().exit_code != kMisuse) break;
    }
    return summaries;
}

}  // namespace xray::emulator
