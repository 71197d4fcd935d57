// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <chrono>
#include <filesystem>
#include <functional>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <vector>

#include "tests/bench/emulator_process.hpp"
#include "tests/bench/http_client.hpp"
#include "tests/bench/measurements.hpp"
#include "tests/bench/workload.hpp"

namespace xray::bench {
namespace {

using Clock = std::chrono::steady_clock;
using nlohmann::json;

constexpr std::uint64_t kSecond = 1'700'000'000;
constexpr std::uint64_t kGraphTraces = 10'000;
constexpr std::uint64_t kTraces = 25'000;  // 100,000 segments

void load(HttpClient& client, std::uint64_t first_trace, std::uint64_t end_trace) {
    Workload workload(kSecond);
    std::vector<std::string> batch;
    for (std::uint64_t number = first_trace * 4; number < end_trace * 4; ++number) {
        batch.emplace_back(workload.document(number, false));
        if (batch.size() < 100 && number + 1 < end_trace * 4) continue;
        static_cast<void>(client.post("/TraceSegments", json{{"TraceSegmentDocuments", batch}}.dump()));
        batch.clear();
    }
}

// The median of nine, in milliseconds.
double median_ms(const std::function<void()>& call) {
    std::vector<double> times;
    for (int i = 0; i < 9; ++i) {
        const auto started = Clock::now();
        call();
        times.push_back(std::chrono::duration<double, std::milli>(Clock::now() - started).count());
    }
    std::nth_element(times.begin(), times.begin() + 4, times.end());
    return times[4];
}

std::string range_of(std::uint64_t traces, const std::string& more = {}) {
    return "{\"StartTime\":" + std::to_string(kSecond) +
           ",\"EndTime\":" + std::to_string(kSecond + Workload::seconds_of(traces)) + more + "}";
}

void require_traces(const std::string& answer, std::uint64_t at_least) {
    if (json::parse(answer).at("TraceSummaries").size() < at_least)
        throw std::runtime_error("fewer summaries than were put");
}

void measure_graph(HttpClient& client, double round_trip, Report& report) {
    report.add(
        {.name = "GetServiceGraph over 10,000 traces",
         .unit = "ms",
         .value = median_ms([&] { static_cast<void>(client.post("/ServiceGraph", range_of(kGraphTraces))); }),
         .floor_name = "round trip",
         .floor = round_trip});
}

void measure_summaries(HttpClient& client, double round_trip, Report& report) {
    const std::string page = range_of(kTraces);
    require_traces(client.post("/TraceSummaries", page), 50);
    report.add({.name = "GetTraceSummaries, first page of 100,000 segments",
                .unit = "ms",
                .value = median_ms([&] { static_cast<void>(client.post("/TraceSummaries", page)); }),
                .floor_name = "round trip",
                .floor = round_trip});
}

// A filter that no trace meets and no column answers: every digest is read and judged.
double full_scan_ms(HttpClient& client) {
    const std::string body = range_of(kTraces, R"(,"FilterExpression":"annotation.order_id = \"nobody's\"")");
    return median_ms([&] {
        if (!json::parse(client.post("/TraceSummaries", body)).at("TraceSummaries").empty())
            throw std::runtime_error("a filter matches what it must not");
    });
}

}  // namespace

void measure_queries(const Setup& setup, Report& report) {
    const ScratchFolder scratch;
    const std::string database = (scratch.path() / "traces.db").string();
    double scan = 0;
    {
        const EmulatorProcess emulator(setup.emulator, database);
        HttpClient client(emulator.port());
        const double round_trip = median_ms([&] { static_cast<void>(client.get("/_emulator/health")); });
        load(client, 0, kGraphTraces);
        static_cast<void>(client.post("/TraceSummaries", range_of(1)));  // works out all digests
        measure_graph(client, round_trip, report);
        load(client, kGraphTraces, kTraces);
        static_cast<void>(client.post("/TraceSummaries", range_of(1)));
        measure_summaries(client, round_trip, report);
        scan = full_scan_ms(client);
        report.add({.name = "resident memory with 100,000 segments, file",
                    .unit = "MB",
                    .value = static_cast<double>(emulator.resident_bytes()) / 1e6});
    }
    report.add({.name = "database of 100,000 segments",
                .unit = "bytes/segment",
                .value = static_cast<double>(std::filesystem::file_size(database)) / (4 * kTraces)});
    report.add({.name = "full-scan filter over 25,000 traces",
                .unit = "ms",
                .value = scan,
                .floor_name = "reading the digests",
                .floor = digest_scan_floor(database)});
}

}  // namespace xray::bench
