// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <optional>

#include "tests/bench/floors.hpp"
#include "tests/bench/http_client.hpp"
#include "tests/bench/report.hpp"

namespace xray::bench {

// Whatever is compared is measured in so many rounds, each of all candidates in turn: what the machine's
// other work does to one, it does to all.
inline constexpr int kRounds = 3;

struct Setup {
    std::filesystem::path emulator;   // the binary under measurement
    double trial_seconds = 3;         // one step of the search for the highest rate
    double sustained_seconds = 6;     // how long the rate that was found must hold
    std::optional<Endpoint> against;  // another endpoint that the HTTP part runs on, too
    double load = 20'000;             // documents a second beside which queries are measured
};

// Each adds its rows to the report. All traffic stays on 127.0.0.1.
[[nodiscard]] Floors measure_floors(Report& report);
void measure_trace_costs(Report& report);
// Returns the rate that a file sustains, in documents a second.
double measure_udp_ingest(const Setup& setup, const Floors& floors, Report& report);
void measure_http_ingest(const Setup& setup, const Floors& floors, Report& report);
void measure_queries(const Setup& setup, Report& report);
void measure_queries_under_load(const Setup& setup, Report& report);
void measure_start(const Setup& setup, Report& report);

}  // namespace xray::bench
