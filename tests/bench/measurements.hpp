// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

#include "tests/bench/floors.hpp"
#include "tests/bench/report.hpp"

namespace xray::bench {

struct Setup {
    std::filesystem::path emulator;  // the binary under measurement
    double trial_seconds = 3;        // one step of the search for the highest rate
};

// Each adds its rows to the report. All traffic stays on 127.0.0.1.
[[nodiscard]] Floors measure_floors(Report& report);
void measure_trace_costs(Report& report);
void measure_udp_ingest(const Setup& setup, const Floors& floors, Report& report);
void measure_http_ingest(const Setup& setup, const Floors& floors, Report& report);
void measure_queries(const Setup& setup, Report& report);
void measure_start(const Setup& setup, Report& report);

}  // namespace xray::bench
