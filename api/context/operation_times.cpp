// SPDX-License-Identifier: Apache-2.0
#include "api/context/operation_times.hpp"

#include <algorithm>
#include <span>

#include "api/request/model.hpp"

namespace xray::api {

OperationTimes::OperationTimes() : times_(model::operation_names().size()) {}

void OperationTimes::count(std::string_view operation, std::chrono::nanoseconds took, unsigned status) {
    const std::span<const std::string_view> names = model::operation_names();
    const auto name = std::lower_bound(names.begin(), names.end(), operation);
    if (name == names.end() || *name != operation) return;
    Times& times = times_[static_cast<std::size_t>(name - names.begin())];
    const auto bound = std::lower_bound(kBounds.begin(), kBounds.end(), took);
    times.calls[static_cast<std::size_t>(bound - kBounds.begin())].fetch_add(1, std::memory_order_relaxed);
    times.nanoseconds.fetch_add(static_cast<std::uint64_t>(std::max(took.count(), decltype(took)::rep{0})),
                                std::memory_order_relaxed);
    if (status >= 500) {
        times.faults.fetch_add(1, std::memory_order_relaxed);
    } else if (status >= 400) {
        times.errors.fetch_add(1, std::memory_order_relaxed);
    }
}

std::vector<OperationTimes::Reading> OperationTimes::read() const {
    const std::span<const std::string_view> names = model::operation_names();
    std::vector<Reading> readings(times_.size());
    for (std::size_t i = 0; i < readings.size(); ++i) {
        const Times& times = times_[i];
        Reading& reading = readings[i];
        reading.operation = names[i];
        for (std::size_t n = 0; n < kClasses; ++n) reading.calls[n] = times.calls[n].load();
        reading.total = std::chrono::nanoseconds(times.nanoseconds.load());
        reading.errors = times.errors.load();
        reading.faults = times.faults.load();
    }
    return readings;
}

}  // namespace xray::api
