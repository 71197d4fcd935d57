// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
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

// Bisects between a rate that holds and one that does not; then the best must hold for longer.
Trial highest_sustained(const Setup& setup, bool file, double ceiling) {
    double low = 0;
    double high = ceiling;
    for (int step = 0; step < 6; ++step) {
        const double middle = step == 0 ? high / 2 : (low + high) / 2;
        const Trial trial = try_rate(setup, file, middle, setup.trial_seconds);
        (trial.sustained ? low : high) = middle;
    }
    for (double rate = low; rate > ceiling / 100; rate *= 0.93) {
        const Trial trial = try_rate(setup, file, rate, setup.sustained_seconds);
        if (trial.sustained) return trial;
    }
    return {};
}

}  // namespace

double measure_udp_ingest(const Setup& setup, const Floors& floors, Report& report) {
    double best_in_file = 0;
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
                    .note = std::to_string(best.stored) + " of " + std::to_string(best.sent) + " stored in " +
                            std::to_string(static_cast<int>(setup.sustained_seconds)) + " s"});
        report.add({.name = "  processor time of the emulator, " + where,
                    .unit = "us/document",
                    .value = best.cpu_per_document});
        report.add({.name = "  from the last datagram to a query, " + where,
                    .unit = "s",
                    .value = best.digested_after,
                    .note = "digests included"});
        if (file) best_in_file = best.rate;
    }
    return best_in_file;
}

}  // namespace xray::bench
