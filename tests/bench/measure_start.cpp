// SPDX-License-Identifier: Apache-2.0
#include <vector>

#include "tests/bench/emulator_process.hpp"
#include "tests/bench/measurements.hpp"

namespace xray::bench {
namespace {

constexpr std::size_t kStarts = 15;

}  // namespace

void measure_start(const Setup& setup, Report& report) {
    std::vector<double> empty;
    std::vector<double> memory;
    std::vector<double> new_file;
    std::vector<double> resident;
    for (std::size_t i = 0; i < kStarts; ++i) {
        const ScratchFolder scratch;
        empty.push_back(time_of_empty_process().count() * 1000);
        const EmulatorProcess in_memory(setup.emulator, ":memory:");
        memory.push_back(in_memory.time_to_ready().count() * 1000);
        resident.push_back(static_cast<double>(in_memory.resident_bytes()) / 1e6);
        const EmulatorProcess in_file(setup.emulator, (scratch.path() / "new.db").string());
        new_file.push_back(in_file.time_to_ready().count() * 1000);
    }
    const double floor = median(empty);
    report.add({.name = "start: exec to ready file, memory",
                .unit = "ms",
                .value = median(memory),
                .floor_name = "an empty process",
                .floor = floor});
    report.add({.name = "start: exec to ready file, new file",
                .unit = "ms",
                .value = median(new_file),
                .floor_name = "an empty process",
                .floor = floor});
    report.add({.name = "resident memory when idle", .unit = "MB", .value = median(resident)});
}

}  // namespace xray::bench
