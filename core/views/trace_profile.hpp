// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "core/base/time.hpp"
#include "core/trace/trace.hpp"

namespace xray {

// What a number of traces have in common with no other: the same for two exports, to be compared.
struct TraceProfile {
    struct Service {
        std::uint64_t requests = 0;
        std::uint64_t errors = 0;
        std::uint64_t faults = 0;
        std::vector<Micros> lengths;  // of finished requests, in ascending order

        // The length that `share` of the requests do not exceed; 0 where there are none.
        [[nodiscard]] Micros percentile(double share) const;
    };

    std::uint64_t traces = 0;
    std::map<std::string, Service, std::less<>> services;
    // Calls from one service to another; those of clients are left out.
    std::map<std::pair<std::string, std::string>, std::uint64_t> calls;
    std::set<std::string> exceptions;  // "SERVICE: TYPE"
    std::set<std::string> annotation_keys;
};

[[nodiscard]] TraceProfile profile_of(std::span<const Trace> traces);

}  // namespace xray
