// SPDX-License-Identifier: Apache-2.0
#include <iostream>
#include <optional>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "core/views/snapshot.hpp"
#include "emulator/client/duration_option.hpp"
#include "emulator/client/expectation.hpp"
#include "emulator/client/fetched_traces.hpp"
#include "emulator/client/snapshot_file.hpp"
#include "emulator/commands/subcommand.hpp"
#include "emulator/process/printable.hpp"

namespace xray::emulator {
namespace {

struct ExpectOptions {
    std::string endpoint;
    Expectation expectation;
    std::string within = "5s";
    std::string quiet_time;
    SnapshotFile snapshot;
    bool json = false;
};

void add_options(CLI::App& app, ExpectOptions& options, const Environment& environment) {
    Expectation& expectation = options.expectation;
    app.add_option("FILTER", expectation.filter, "A filter expression; without one every trace matches");
    add_endpoint_option(app, options.endpoint, environment);
    app.add_option("--trace", expectation.trace_ids, "Only this trace counts; repeatable")
        ->type_name("ID")
        ->expected(1)
        ->take_all();
    app.add_option("--count", expectation.count, "At least so many traces match (default: 1)")
        ->type_name("N");
    app.add_option("--exactly", expectation.exactly, "Exactly so many")->type_name("N");
    app.add_option("--at-most", expectation.at_most, "At most so many")->type_name("N");
    app.add_option("--calls", expectation.calls,
                   "A trace matches if it has so many calls: 'FROM -> TO OP N', OP: = >= <= < >; repeatable")
        ->type_name("CALLS")
        ->expected(1)
        ->take_all();
    app.add_flag("--forbid", expectation.forbidden, "No trace matches: the same as --exactly 0");
    app.add_option("--within", options.within, "How long to wait (default: 5s)")->type_name("DURATION");
    app.add_option("--quiet-time", options.quiet_time,
                   "How long nothing must come before a trace counts (default: 0; 500ms for an upper bound)")
        ->type_name("DURATION");
    app.add_flag("--partial", expectation.partial, "Traces count of which something is missing");
    app.add_option("--snapshot", options.snapshot.path, "Compare the shape of the matching traces with FILE")
        ->type_name("FILE");
    app.add_flag("--update", options.snapshot.update, "Write FILE instead of comparing");
    app.add_flag("--json", options.json, "Print the emulator's answer");
}

int compare(const EmulatorClient& client, const ExpectOptions& options, const Judgement& judgement,
            const Environment& environment) {
    std::vector<Trace> traces;
    if (!judgement.trace_ids.empty()) {
        auto fetched = fetch_traces(client, {{}, {}, judgement.trace_ids});
        if (!fetched) return report(fetched.error());
        traces = std::move(*fetched);
    }
    const auto difference = compare_with_snapshot(options.snapshot, snapshot(traces), environment);
    if (!difference) return report(difference.error());
    std::cerr << printable(*difference, Layout::kLines) << std::flush;
    return difference->empty() ? 0 : kNotMet;
}

}  // namespace

// xray-emulator expect [FILTER]: asserts on a running emulator.
int run_expect(std::span<const std::string> arguments, const Environment& environment) {
    CLI::App app(
        "Asserts on the traces of a running emulator: exit code 0 met, 3 not met, 2 misuse, 1 no emulator.",
        "xray-emulator expect");
    ExpectOptions options;
    add_options(app, options, environment);
    if (const auto answer = parse_command_line(app, arguments)) return print(*answer);
    const auto patience = read_patience(options.within, options.quiet_time);
    if (!patience) return print(misuse(patience.error(), "expect"));
    if (options.snapshot.update && options.snapshot.path.empty())
        return print(misuse("--update requires --snapshot", "expect"));
    const auto client = open_client(options.endpoint);
    if (!client) return report(client.error());
    const auto judgement = judge(*client, options.expectation, *patience);
    if (!judgement) return report(judgement.error());
    if (options.json) say(judgement->answer + "\n");
    if (!judgement->met) {
        std::cerr << printable(judgement->explanation, Layout::kLines) << std::flush;
        return kNotMet;
    }
    if (!options.json) {
        const bool is_one = judgement->matched == 1;
        say(std::to_string(judgement->matched) + (is_one ? " trace matches\n" : " traces match\n"));
    }
    return options.snapshot.path.empty() ? 0 : compare(*client, options, *judgement, environment);
}

}  // namespace xray::emulator
