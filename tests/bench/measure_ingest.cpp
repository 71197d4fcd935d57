// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <atomic>
#include <chrono>
#include <nlohmann/json.hpp>
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
using Seconds = std::chrono::duration<double>;
using nlohmann::json;

constexpr std::uint64_t kSecond = 1'700'000'000;

// A rate counts as sustained only if nothing is left over soon after the last datagram: buffers must not
// carry it.
constexpr double kMostBehind = 0.3;
constexpr std::chrono::seconds kLongestWait{20};

struct Trial {
    bool sustained = false;
    double rate = 0;  // what the sender really sent
    // Of the emulator, until all was stored, in microseconds.
    double cpu_per_document = 0;
    // Seconds from the last datagram until a query sees everything.
    double digested_after = 0;
    std::uint64_t sent = 0;
    std::uint64_t stored = 0;
};

std::string database_of(const ScratchFolder& scratch, bool file) {
    return file ? (scratch.path() / "traces.db").string() : ":memory:";
}

// Sends for `seconds` to a fresh emulator and watches its own counts until they stand still.
Trial try_rate(const Setup& setup, bool file, double rate, double seconds) {
    const ScratchFolder scratch;
    const EmulatorProcess emulator(setup.emulator, database_of(scratch, file));
    HttpClient client(emulator.port());
    Workload workload(kSecond);
    const double cpu_before = emulator.cpu_seconds();
    const SendResult sent = send_paced(emulator.port(), workload, rate, seconds);

    Trial trial;
    trial.rate = sent.rate();
    trial.sent = sent.sent;
    const auto ended = Clock::now();
    auto last_change = ended;
    while (trial.stored < sent.sent && Clock::now() - ended < kLongestWait &&
           Clock::now() - last_change < std::chrono::seconds(1)) {
        const auto stored =
            json::parse(client.get("/_emulator/stats")).at("documents_stored").get<std::uint64_t>();
        if (stored != trial.stored) last_change = Clock::now();
        trial.stored = stored;
        std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
    trial.sustained = trial.stored == sent.sent && Seconds(last_change - ended).count() <= kMostBehind;
    trial.cpu_per_document = (emulator.cpu_seconds() - cpu_before) / static_cast<double>(sent.sent) * 1e6;
    static_cast<void>(client.post("/TraceSummaries", R"({"StartTime":1600000000,"EndTime":1600000060})"));
    trial.digested_after = Seconds(Clock::now() - ended).count();
    return trial;
}

// Bisects between a rate that holds and one that does not; then the best must hold for twice as long.
Trial highest_sustained(const Setup& setup, bool file, double ceiling) {
    double low = 0;
    double high = ceiling;
    for (int step = 0; step < 6; ++step) {
        const double middle = step == 0 ? high / 2 : (low + high) / 2;
        const Trial trial = try_rate(setup, file, middle, setup.trial_seconds);
        (trial.sustained ? low : high) = middle;
    }
    for (double rate = low; rate > ceiling / 100; rate *= 0.93) {
        const Trial trial = try_rate(setup, file, rate, 2 * setup.trial_seconds);
        if (trial.sustained) return trial;
    }
    return {};
}

// A body of PutTraceSegments. The workload has no characters to escape but quotes, and a client that is
// slower than the server would measure itself.
void append_documents(Workload& workload, std::uint64_t first, std::size_t count, std::string& body) {
    body.assign(R"({"TraceSegmentDocuments":[)");
    for (std::size_t i = 0; i < count; ++i) {
        body += i == 0 ? "\"" : ",\"";
        for (const char c : workload.document(first + i, false)) {
            if (c == '"') body.push_back('\\');
            body.push_back(c);
        }
        body.push_back('"');
    }
    body += "]}";
}

// Calls of `threads` clients for `seconds`, each with its own documents; calls a second.
double call_rate(std::uint16_t port, std::size_t threads, std::size_t documents, double seconds) {
    std::atomic<std::uint64_t> calls = 0;
    const auto started = Clock::now();
    const auto ends = started + std::chrono::duration_cast<Clock::duration>(Seconds(seconds));
    std::vector<std::jthread> clients;
    for (std::size_t thread = 0; thread < threads; ++thread) {
        clients.emplace_back([&, thread] {
            HttpClient client(port);
            Workload workload(kSecond + thread * 10'000'000);
            std::string body;
            std::uint64_t number = 0;
            for (; Clock::now() < ends; ++calls) {
                if (documents == 0) {
                    static_cast<void>(client.get("/_emulator/health"));
                    continue;
                }
                append_documents(workload, number, documents, body);
                number += documents;
                static_cast<void>(client.post("/TraceSegments", body));
            }
        });
    }
    clients.clear();  // waits for them
    return static_cast<double>(calls) / Seconds(Clock::now() - started).count();
}

}  // namespace

void measure_udp_ingest(const Setup& setup, const Floors& floors, Report& report) {
    for (const bool file : {true, false}) {
        const double insert = file ? floors.insert_file : floors.insert_memory;
        const double slowest = std::min({floors.receive, floors.parse, insert});
        const Trial best = highest_sustained(setup, file, 1.2 * slowest);
        const std::string where = file ? "file" : "memory";
        report.add({.name = "UDP ingest, sustained without loss, " + where,
                    .unit = "documents/s",
                    .value = best.rate,
                    .floor_name = "slowest floor",
                    .floor = slowest,
                    .note = std::to_string(best.stored) + " of " + std::to_string(best.sent) + " stored"});
        report.add({.name = "  processor time of the emulator, " + where,
                    .unit = "us/document",
                    .value = best.cpu_per_document});
        report.add({.name = "  from the last datagram to a query, " + where,
                    .unit = "s",
                    .value = best.digested_after,
                    .note = "digests included"});
    }
}

void measure_http_ingest(const Setup& setup, const Floors& floors, Report& report) {
    constexpr std::size_t kThreads = 8;
    const ScratchFolder scratch;
    const EmulatorProcess emulator(setup.emulator, database_of(scratch, true));
    const double round_trips = call_rate(emulator.port(), kThreads, 0, 1);
    report.add({.name = "floor: HTTP round trips, 8 connections", .unit = "calls/s", .value = round_trips});
    for (const std::size_t documents : {1U, 5U, 50U}) {
        const auto count = static_cast<double>(documents);
        const double rate = count * call_rate(emulator.port(), kThreads, documents, setup.trial_seconds);
        // The text is parsed twice, as JSON inside JSON; the floor counts it once.
        const double floor = std::min({floors.parse, floors.insert_file, round_trips * count});
        report.add({.name = "PutTraceSegments, " + std::to_string(documents) + " a call, file",
                    .unit = "documents/s",
                    .value = rate,
                    .floor_name = "slowest of round trip, parse, insert",
                    .floor = floor,
                    .note = "answered after the commit"});
    }
}

}  // namespace xray::bench
