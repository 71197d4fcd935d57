// SPDX-License-Identifier: Apache-2.0
// Measures the emulator beside the floors of the same run. No assertions: a time is no test on a shared
// machine.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "tests/bench/measurements.hpp"

namespace {

using namespace xray::bench;

struct Arguments {
    Setup setup;
    std::vector<std::string> only;
    std::string json_path;
    std::string against;

    [[nodiscard]] bool wants(const std::string& part) const {
        return only.empty() || std::find(only.begin(), only.end(), part) != only.end();
    }
};

void measure(const Arguments& arguments) {
    std::printf("load average %.1f\n", load_average());
    Report report;
    Floors floors;
    if (arguments.wants("start")) measure_start(arguments.setup, report);
    if (arguments.wants("traces")) measure_trace_costs(report);
    if (arguments.wants("udp") || arguments.wants("http")) floors = measure_floors(report);
    Setup setup = arguments.setup;
    if (arguments.wants("udp")) setup.load = measure_udp_ingest(setup, floors, report);
    if (arguments.wants("http")) measure_http_ingest(arguments.setup, floors, report);
    if (arguments.wants("queries")) measure_queries(arguments.setup, report);
    if (arguments.wants("load")) measure_queries_under_load(setup, report);
    std::printf("load average %.1f\n", load_average());
    if (!arguments.json_path.empty()) std::ofstream(arguments.json_path) << report.to_json();
}

}  // namespace

int main(int argc, char** argv) {
    Arguments arguments;
    arguments.setup.emulator =
        std::filesystem::read_symlink("/proc/self/exe").parent_path() / "xray-emulator";
    CLI::App app("Measures xray-emulator beside the least that each part can cost on this machine.");
    app.add_option("--emulator", arguments.setup.emulator,
                   "The binary to measure (default: the one beside this)")
        ->check(CLI::ExistingFile);
    app.add_option("--only", arguments.only, "Some parts only: start, traces, udp, http, queries, load")
        ->check(CLI::IsMember({"start", "traces", "udp", "http", "queries", "load"}));
    app.add_option("--seconds", arguments.setup.trial_seconds, "Length of one trial of a rate (default 3)")
        ->check(CLI::Range(0.5, 60.0));
    app.add_option("--sustained", arguments.setup.sustained_seconds,
                   "How many seconds the highest rate must hold, and queries run beside it (default 6)")
        ->check(CLI::Range(0.5, 600.0));
    app.add_option(
           "--load", arguments.setup.load,
           "Documents a second beside which queries are measured, without the udp part (default 20000)")
        ->check(CLI::Range(1.0, 1e6));
    app.add_option("--against", arguments.against,
                   "Another X-Ray endpoint (http://HOST:PORT) for the http part, beside this one");
    app.add_option("--json", arguments.json_path, "Also write the results to this file");
    CLI11_PARSE(app, argc, argv);
    try {
        if (!arguments.against.empty()) arguments.setup.against = Endpoint::of_url(arguments.against);
        measure(arguments);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "xray-bench: %s\n", error.what());
        return 1;
    }
    return 0;
}
