// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <vector>

#include "core/digest/trace_digest.hpp"
#include "core/insights/insight.hpp"

namespace xray {

// The whole minutes from the epoch to `time`.
[[nodiscard]] std::int64_t insight_minute(Micros time);

// What insights are found in: requests by minute and service, and who calls whom. Traces may come in any
// order.
//
// A request counts in the minute in which it ended: its documents arrive then, so what is known of a minute
// that is over changes little later.
class InsightTraffic {
public:
    struct Minute {
        RequestImpact requests;  // all that the service handled
        RequestImpact entries;   // those of them that began a trace
    };
    using Services = std::map<InsightService, Minute>;

    void add(const TraceDigest& digest);

    // By the minute since the epoch. Only services that handled requests in it.
    [[nodiscard]] const std::map<std::int64_t, Services>& minutes() const { return minutes_; }

    // How much it holds: services of minutes, and calls from one service to another.
    [[nodiscard]] std::size_t size() const { return size_; }

    [[nodiscard]] const std::map<InsightService, std::set<InsightService>>& callees() const {
        return callees_;
    }

private:
    std::map<std::int64_t, Services> minutes_;
    std::map<InsightService, std::set<InsightService>> callees_;
    std::size_t size_ = 0;
    std::vector<InsightService> services_;  // scratch: those of the digest at hand
};

}  // namespace xray
