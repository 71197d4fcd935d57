// SPDX-License-Identifier: Apache-2.0
#include <filesystem>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "core/views/profile_diff.hpp"
#include "emulator/client/fetched_traces.hpp"
#include "emulator/commands/subcommand.hpp"
#include "emulator/config/text_file.hpp"

namespace xray::emulator {
namespace {

using nlohmann::json;

struct DiffOptions {
    std::string before;
    std::string after;
    std::string endpoint;
    std::optional<std::uint64_t> new_edges;
    std::optional<std::uint64_t> lost_edges;
    std::optional<double> p95_regression;
    std::optional<double> fault_increase;
    bool as_json = false;
};

// A name is a file where there is one; else a run, where an emulator is named that may know it.
CommandResult<std::vector<Trace>> read_side(const std::string& name, const DiffOptions& options) {
    std::error_code ignored;
    if (std::filesystem::is_regular_file(name, ignored)) {
        const auto text = read_text_file(name);
        if (!text) return tl::unexpected(CommandFailure{kMisuse, text.error()});
        return read_traces(*text, name);
    }
    if (options.endpoint.empty())
        return tl::unexpected(
            CommandFailure{kMisuse, "there is no file " + name + " (names of runs need --endpoint)"});
    const auto client = open_client(options.endpoint);
    if (!client) return tl::unexpected(client.error());
    return fetch_traces(*client, {{}, name, {}});
}

json write_edges(const std::vector<ProfileDiff::Edge>& edges) {
    json list = json::array();
    for (const auto& [from, to] : edges) list.push_back({{"from", from}, {"to", to}});
    return list;
}

json write_changes(const std::vector<ProfileDiff::Change>& changes) {
    json list = json::array();
    for (const auto& change : changes)
        list.push_back({{"name", change.name}, {"before", change.before}, {"after", change.after}});
    return list;
}

std::string json_text(const ProfileDiff& diff) {
    const json body{
        {"traces", {{"before", diff.traces_before}, {"after", diff.traces_after}}},
        {"services", {{"new", diff.new_services}, {"lost", diff.lost_services}}},
        {"edges", {{"new", write_edges(diff.new_edges)}, {"lost", write_edges(diff.lost_edges)}}},
        {"callsPerTrace", write_changes(diff.calls_per_trace)},
        {"errorShares", write_changes(diff.error_shares)},
        {"faultShares", write_changes(diff.fault_shares)},
        {"p50Milliseconds", write_changes(diff.p50)},
        {"p95Milliseconds", write_changes(diff.p95)},
        {"p99Milliseconds", write_changes(diff.p99)},
        {"exceptions", {{"new", diff.new_exceptions}, {"lost", diff.lost_exceptions}}},
        {"annotationKeys", {{"new", diff.new_annotation_keys}, {"lost", diff.lost_annotation_keys}}}};
    return body.dump(-1, ' ', false, json::error_handler_t::replace) + "\n";
}

// The budgets that are broken, a line for each.
std::string broken_budgets(const ProfileDiff& diff, const DiffOptions& options) {
    std::string text;
    const auto check = [&](const char* option, const auto& budget, auto found) {
        if (!budget || static_cast<double>(found) <= static_cast<double>(*budget)) return;
        std::ostringstream line;
        line << option << " " << *budget << " is broken: it is " << found << "\n";
        text += line.str();
    };
    check("--max-new-edges", options.new_edges, diff.new_edges.size());
    check("--max-lost-edges", options.lost_edges, diff.lost_edges.size());
    check("--max-p95-regression", options.p95_regression, diff.p95_regression());
    check("--max-fault-increase", options.fault_increase, diff.fault_increase());
    return text;
}

}  // namespace

// xray-emulator diff A B: how the traces of two exports, or of two runs, differ.
int run_diff(std::span<const std::string> arguments, const Environment& /*environment*/) {
    CLI::App app(
        "Compares two exports, or two runs of a running emulator. Exit code 3 if a budget is broken.",
        "xray-emulator diff");
    DiffOptions options;
    app.add_option("A", options.before, "An export, or with --endpoint the name of a run")->required();
    app.add_option("B", options.after, "What to compare with it")->required();
    app.add_option("--endpoint", options.endpoint, "Address of the emulator that knows the runs")
        ->type_name("URL");
    app.add_option("--max-new-edges", options.new_edges, "At most so many new calls between services")
        ->type_name("N");
    app.add_option("--max-lost-edges", options.lost_edges, "At most so many lost ones")->type_name("N");
    app.add_option("--max-p95-regression", options.p95_regression,
                   "The p95 of no service grows by more than so many percent")
        ->type_name("PERCENT");
    app.add_option("--max-fault-increase", options.fault_increase,
                   "The share of faults of no service grows by more than so many percentage points")
        ->type_name("PERCENT");
    app.add_flag("--json", options.as_json, "As JSON");
    if (const auto answer = parse_command_line(app, arguments)) return print(*answer);
    const auto before = read_side(options.before, options);
    if (!before) return report(before.error());
    const auto after = read_side(options.after, options);
    if (!after) return report(after.error());
    const ProfileDiff diff = compare(profile_of(*before), profile_of(*after));
    say(options.as_json ? json_text(diff) : to_string(diff));
    const std::string broken = broken_budgets(diff, options);
    return broken.empty() ? 0 : report({kNotMet, broken.substr(0, broken.size() - 1)});
}

}  // namespace xray::emulator
