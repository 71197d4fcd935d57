// SPDX-License-Identifier: Apache-2.0
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
    const auto add = [&](const char* name, double value) {
        report.add({.name = name, .unit = std::string(kRate), .value = value});
    };
    add("floor: receive only (recvmmsg)", floors.receive = receive_floor());
    add("floor: parse only (SegmentValidator)", floors.parse = parse_floor());
    add("floor: insert only, file",
        floors.insert_file = insert_floor((scratch.path() / "floor.db").string(), kRowsATransaction, kRows));
    add("floor: insert only, memory",
        floors.insert_memory = insert_floor(":memory:", kRowsATransaction, kRows));
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
