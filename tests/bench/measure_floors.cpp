// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <string>
#include <vector>

#include "tests/bench/emulator_process.hpp"
#include "tests/bench/measurements.hpp"

namespace xray::bench {
namespace {

constexpr std::size_t kRowsATransaction = 1000;
constexpr std::size_t kRows = 60'000;
constexpr std::string_view kRate = "documents/s";

}  // namespace

Floors measure_floors(Report& report) {
    const ScratchFolder scratch;
    Floors floors;
    std::array<std::vector<double>, 4> rounds;
    for (int round = 0; round < kRounds; ++round) {
        rounds[0].push_back(receive_floor());
        rounds[1].push_back(parse_floor());
        const std::string file = (scratch.path() / ("floor-" + std::to_string(round) + ".db")).string();
        rounds[2].push_back(insert_floor(file, kRowsATransaction, kRows));
        rounds[3].push_back(insert_floor(":memory:", kRowsATransaction, kRows));
    }
    const auto add = [&](const char* name, const std::vector<double>& values) {
        report.add({.name = name, .unit = std::string(kRate), .value = median(values), .rounds = values});
        return median(values);
    };
    floors.receive = add("floor: receive only (recvmmsg)", rounds[0]);
    floors.parse = add("floor: parse only (SegmentValidator)", rounds[1]);
    floors.insert_file = add("floor: insert only, file", rounds[2]);
    floors.insert_memory = add("floor: insert only, memory", rounds[3]);
    return floors;
}

void measure_trace_costs(Report& report) {
    const TraceCosts costs = trace_costs();
    const auto add = [&](const char* name, double value, std::string note = {}) {
        report.add({.name = name, .unit = "us/trace", .value = value, .note = std::move(note)});
    };
    add("one core: assemble 4 documents", costs.assemble);
    add("one core: make and encode the digest", costs.digest);
    add("one core: decode the digest", costs.decode, std::to_string(costs.digest_bytes) + " bytes");
}

}  // namespace xray::bench
