// SPDX-License-Identifier: Apache-2.0
// How long queries take while documents come in.
#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cmath>
#include <string>
#include <thread>
#include <vector>

#include "tests/bench/emulator_process.hpp"
#include "tests/bench/http_client.hpp"
#include "tests/bench/measurements.hpp"
#include "tests/bench/udp_sender.hpp"
#include "tests/bench/workload.hpp"

namespace xray::bench {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::uint64_t kSecond = 1'700'000'000;
constexpr std::uint64_t kTracesBefore = 2500;  // there is something to be found from the beginning
constexpr double kSecondsBefore = 1;

struct Query {
    std::string name;
    std::string path;
    std::string body;
    std::vector<double> milliseconds = {};
};

std::array<Query, 3> queries() {
    const std::string range = "{\"StartTime\":" + std::to_string(kSecond) +
                              ",\"EndTime\":" + std::to_string(kSecond + Workload::seconds_of(kTracesBefore));
    Workload workload(kSecond);
    const std::string document(workload.document(0, false));
    const std::string id = document.substr(document.find("\"1-") + 1, 35);
    return {Query{"a page of summaries", "/TraceSummaries", range + "}"},
            Query{"the service graph", "/ServiceGraph", range + "}"},
            Query{"one trace by its id", "/Traces", "{\"TraceIds\":[\"" + id + "\"]}"}};
}

double percentile(std::vector<double>& values, double share) {
    std::sort(values.begin(), values.end());
    const auto place = static_cast<std::size_t>(std::ceil(share * static_cast<double>(values.size())));
    return values[std::min(values.size(), std::max<std::size_t>(place, 1)) - 1];
}

void ask(HttpClient& client, Query& query) {
    const auto started = Clock::now();
    static_cast<void>(client.post(query.path, query.body));
    query.milliseconds.push_back(std::chrono::duration<double, std::milli>(Clock::now() - started).count());
}

}  // namespace

void measure_queries_under_load(const Setup& setup, Report& report) {
    const ScratchFolder scratch;
    const EmulatorProcess emulator(setup.emulator, (scratch.path() / "traces.db").string());
    Workload first(kSecond);
    const double before = 4 * static_cast<double>(kTracesBefore);
    static_cast<void>(send_paced(emulator.port(), first, before / kSecondsBefore, kSecondsBefore));

    std::array<Query, 3> all = queries();
    std::atomic<bool> sending{true};
    SendResult sent;
    {
        const std::jthread sender([&] {
            Workload workload(kSecond + Workload::seconds_of(kTracesBefore));
            sent = send_paced(emulator.port(), workload, setup.load, setup.sustained_seconds);
            sending = false;
        });
        HttpClient client(Endpoint{.port = emulator.port()});
        while (sending) {
            for (Query& query : all) ask(client, query);
        }
    }
    for (Query& query : all) {
        const double typical = percentile(query.milliseconds, 0.5);
        report.add({.name = "p99 under ingest: " + query.name,
                    .unit = "ms",
                    .value = percentile(query.milliseconds, 0.99),
                    .note = "median " + std::to_string(typical) + " ms of " +
                            std::to_string(query.milliseconds.size()) + " queries beside " +
                            std::to_string(std::lround(sent.rate())) + " documents/s"});
    }
}

}  // namespace xray::bench
