// SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <cstdio>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "api/kit/trace_shape.hpp"
#include "core/views/time_text.hpp"
#include "emulator/client/client_command.hpp"
#include "emulator/client/trace_summaries.hpp"
#include "emulator/commands/subcommand.hpp"

namespace xray::emulator {
namespace {

using nlohmann::json;

std::string text_in(const json& object, const char* member) {
    const auto found = object.find(member);
    return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::optional<double> number_in(const json& object, const char* member) {
    const auto found = object.find(member);
    if (found == object.end() || !found->is_number()) return std::nullopt;
    return found->get<double>();
}

bool flag_in(const json& summary, const char* member) {
    const auto found = summary.find(member);
    return found != summary.end() && found->is_boolean() && found->get<bool>();
}

std::string line_of(const json& summary) {
    const json http =
        summary.contains("Http") && summary["Http"].is_object() ? summary["Http"] : json::object();
    char duration[32] = "        -";
    if (const auto seconds = number_in(summary, "Duration"))
        std::snprintf(duration, sizeof(duration), "%7.3f s", *seconds);
    const std::string outcome = flag_in(summary, "HasFault")      ? "fault"
                                : flag_in(summary, "HasThrottle") ? "throttle"
                                : flag_in(summary, "HasError")    ? "error"
                                                                  : "ok";
    std::string line =
        date_text(micros_from_seconds(number_in(summary, "StartTime").value_or(0))) + "  " + duration + "  ";
    line += text_in(summary, "Id") + "  " + outcome;
    if (const auto status = number_in(http, "HttpStatus")) line += " " + std::to_string(std::lround(*status));
    const std::string method = text_in(http, "HttpMethod");
    if (!method.empty()) line += " " + method;
    const std::string url = text_in(http, "HttpURL");
    if (!url.empty()) line += " " + std::string(api::path_of_url(url));
    if (summary.contains("EntryPoint") && summary["EntryPoint"].is_object())
        line += "  " + text_in(summary["EntryPoint"], "Name");
    return line + (flag_in(summary, "IsPartial") ? "  (partial)\n" : "\n");
}

}  // namespace

// xray-emulator traces [FILTER]: lists summaries, newest first.
int run_traces(std::span<const std::string> arguments, const Environment& environment) {
    CLI::App app("Lists traces, newest first.", "xray-emulator traces");
    std::string filter;
    std::string endpoint;
    std::size_t most = 100;
    bool as_json = false;
    app.add_option("FILTER", filter, "A filter expression; without one every trace");
    add_endpoint_option(app, endpoint, environment);
    app.add_option("--most", most, "How many to list (default: 100)")->type_name("N");
    app.add_flag("--json", as_json, "Print their summaries, as GetTraceSummaries has them");
    if (const auto answer = parse_command_line(app, arguments)) return print(*answer);
    const auto client = open_client(endpoint);
    if (!client) return report(client.error());
    auto summaries = fetch_summaries(*client, filter, most);
    if (!summaries) return report(summaries.error());
    const std::size_t there = summaries->size();
    if (there > most)
        summaries->erase(summaries->begin() + static_cast<std::ptrdiff_t>(most), summaries->end());
    if (as_json) {
        say(json{{"TraceSummaries", *summaries}}.dump(-1, ' ', false, json::error_handler_t::replace) + "\n");
        return 0;
    }
    std::string text;
    for (const json& summary : *summaries) text += line_of(summary);
    if (there == 0) text = "no traces\n";
    if (there > most) text += "and more (--most N)\n";
    say(text);
    return 0;
}

}  // namespace xray::emulator
