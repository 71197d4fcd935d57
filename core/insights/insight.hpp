// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/base/time.hpp"

namespace xray {

// A node of the service graph, as insights name it.
struct InsightService {
    std::string name;
    std::string type;        // empty where there is none
    std::string account_id;  // empty for the emulator's own account

    auto operator<=>(const InsightService&) const = default;
};

// Requests counted by outcome. `total` also holds errors and throttled requests.
struct RequestImpact {
    std::uint64_t faults = 0;
    std::uint64_t ok = 0;
    std::uint64_t total = 0;

    RequestImpact& operator+=(const RequestImpact& other) {
        faults += other.faults;
        ok += other.ok;
        total += other.total;
        return *this;
    }
    bool operator==(const RequestImpact&) const = default;
};

// One notable change of an insight, with what was known then.
struct InsightEvent {
    Micros time = 0;
    std::string summary;
    RequestImpact client;
    RequestImpact root_cause;
    std::vector<InsightService> anomalous;
};

// An incident: services with more faults than expected, explained by one of them.
struct Insight {
    std::string id;  // a UUID; the same at every reading
    InsightService root_cause;
    Micros start = 0;
    std::optional<Micros> end;  // none while it is active
    Micros updated = 0;         // of the last event
    std::string summary;
    RequestImpact client;                   // requests of entry points that lead to the root cause
    RequestImpact root_cause_requests;      // requests that the root-cause service handled
    std::vector<InsightService> anomalous;  // most faults first
    std::vector<InsightEvent> events;       // oldest first

    [[nodiscard]] bool active() const { return !end; }
};

}  // namespace xray
