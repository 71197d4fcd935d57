// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "core/views/trace_profile.hpp"

namespace xray {

// How a number of traces differ from another.
struct ProfileDiff {
    using Edge = std::pair<std::string, std::string>;

    // Of something that both have: before and after.
    struct Change {
        std::string name;
        double before = 0;
        double after = 0;
    };

    std::uint64_t traces_before = 0;
    std::uint64_t traces_after = 0;
    std::vector<std::string> new_services;
    std::vector<std::string> lost_services;
    std::vector<Edge> new_edges;
    std::vector<Edge> lost_edges;
    std::vector<Change> calls_per_trace;  // "FROM -> TO", where it has changed
    std::vector<Change> error_shares;     // percent of a service's requests, where it has changed
    std::vector<Change> fault_shares;
    // Milliseconds, of every service that both have.
    std::vector<Change> p50;
    std::vector<Change> p95;
    std::vector<Change> p99;
    std::vector<std::string> new_exceptions;
    std::vector<std::string> lost_exceptions;
    std::vector<std::string> new_annotation_keys;
    std::vector<std::string> lost_annotation_keys;

    // The largest growth of a service's p95 in percent, and of the share of its requests that are faults in
    // percentage points; 0 where none has grown. A p95 that was 0 counts as one millisecond.
    [[nodiscard]] double p95_regression() const;
    [[nodiscard]] double fault_increase() const;
};

[[nodiscard]] ProfileDiff compare(const TraceProfile& before, const TraceProfile& after);

// For people; says so where nothing differs. Latencies are told where they differ by more than a tenth.
[[nodiscard]] std::string to_string(const ProfileDiff& diff);

}  // namespace xray
