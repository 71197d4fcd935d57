// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <unordered_map>
#include <vector>

#include "core/json_writer.hpp"
#include "core/time.hpp"
#include "core/trace_digest.hpp"

namespace xray {

struct HistogramEntry {
    double value = 0;  // seconds, 3 decimals
    std::uint64_t count = 0;
};

// Latencies by millisecond. Small sets are told exactly; from kMaxExact distinct values on, neighbours are
// merged into centroids as a t-digest does, which keeps the tails fine. AWS names t-digest in "Latency
// distribution graph in AWS X-Ray". Merging starts from the exact counts each time, so the order of arrival
// makes no difference.
class Histogram {
public:
    static constexpr std::size_t kMaxExact = 100;

    void add(Micros length, std::uint64_t count = 1);
    void add(const Histogram& other);
    [[nodiscard]] bool empty() const { return counts_.empty(); }
    [[nodiscard]] std::vector<HistogramEntry> entries() const;  // by value

private:
    std::unordered_map<std::int64_t, std::uint64_t> counts_;  // by milliseconds
};

// What SummaryStatistics and the response time histogram of a node, an edge or a period are made of. Every
// completed request counts once, by precedence throttle, fault, error, ok.
class RequestStatistics {
public:
    void add(const Flags& flags, Micros response_time);
    void add(const RequestStatistics& other);

    [[nodiscard]] std::uint64_t total() const { return ok_ + throttle_ + error_ + fault_; }
    [[nodiscard]] const Histogram& response_times() const { return response_times_; }

    // {ErrorStatistics, FaultStatistics, OkCount, TotalCount, TotalResponseTime}
    void write_summary(JsonWriter& writer) const;

private:
    std::uint64_t ok_ = 0;
    std::uint64_t throttle_ = 0;
    std::uint64_t error_ = 0;
    std::uint64_t fault_ = 0;
    Micros total_response_time_ = 0;
    Histogram response_times_;
};

void write_histogram(JsonWriter& writer, const Histogram& histogram);

}  // namespace xray
