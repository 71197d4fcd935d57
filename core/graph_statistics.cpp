// SPDX-License-Identifier: Apache-2.0
#include "core/graph_statistics.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace xray {
namespace {

std::int64_t millis_of(Micros length) {
    return length >= 0 ? (length + 500) / 1000 : -((-length + 500) / 1000);
}

// The scale function k1 of the t-digest: a centroid may span one unit of it, which is little near the tails.
double scale(double quantile) {
    return static_cast<double>(Histogram::kMaxExact) / std::numbers::pi * std::asin(2.0 * quantile - 1.0);
}

using Counts = std::vector<std::pair<std::int64_t, std::uint64_t>>;

std::vector<HistogramEntry> merge_neighbours(const Counts& exact) {
    std::uint64_t total = 0;
    for (const auto& [millis, count] : exact) total += count;

    std::vector<HistogramEntry> merged;
    std::uint64_t before = 0;  // requests in the centroids that are closed
    std::uint64_t count = 0;   // requests in the open one
    double weighted = 0;
    const auto close = [&] {
        if (count == 0) return;
        merged.push_back({std::round(weighted / static_cast<double>(count)) / 1000.0, count});
        before += count;
        count = 0;
        weighted = 0;
    };
    for (const auto& [millis, n] : exact) {
        const double from = scale(static_cast<double>(before) / static_cast<double>(total));
        const double to = scale(static_cast<double>(before + count + n) / static_cast<double>(total));
        if (to - from > 1.0) close();
        count += n;
        weighted += static_cast<double>(millis) * static_cast<double>(n);
    }
    close();
    return merged;
}

}  // namespace

void Histogram::add(Micros length, std::uint64_t count) {
    counts_[millis_of(length)] += count;
}

void Histogram::add(const Histogram& other) {
    for (const auto& [millis, count] : other.counts_) counts_[millis] += count;
}

std::vector<HistogramEntry> Histogram::entries() const {
    Counts exact(counts_.begin(), counts_.end());
    std::sort(exact.begin(), exact.end());
    if (exact.size() >= kMaxExact) return merge_neighbours(exact);
    std::vector<HistogramEntry> entries;
    entries.reserve(exact.size());
    for (const auto& [millis, count] : exact)
        entries.push_back({static_cast<double>(millis) / 1000.0, count});
    return entries;
}

void RequestStatistics::add(const Flags& flags, Micros response_time) {
    if (flags.throttle) {
        ++throttle_;
    } else if (flags.fault) {
        ++fault_;
    } else if (flags.error) {
        ++error_;
    } else {
        ++ok_;
    }
    total_response_time_ += response_time;
    response_times_.add(response_time);
}

void RequestStatistics::add(const RequestStatistics& other) {
    ok_ += other.ok_;
    throttle_ += other.throttle_;
    error_ += other.error_;
    fault_ += other.fault_;
    total_response_time_ += other.total_response_time_;
    response_times_.add(other.response_times_);
}

void RequestStatistics::write_summary(JsonWriter& writer) const {
    const auto count = [&writer](std::string_view key, std::uint64_t value) {
        writer.key(key);
        writer.integer(static_cast<std::int64_t>(value));
    };
    writer.begin_object();
    writer.key("ErrorStatistics");
    writer.begin_object();
    count("OtherCount", error_);
    count("ThrottleCount", throttle_);
    count("TotalCount", error_ + throttle_);
    writer.end_object();
    writer.key("FaultStatistics");
    writer.begin_object();
    count("OtherCount", fault_);
    count("TotalCount", fault_);
    writer.end_object();
    count("OkCount", ok_);
    count("TotalCount", total());
    writer.key("TotalResponseTime");
    writer.real(rounded_seconds(total_response_time_));
    writer.end_object();
}

void write_histogram(JsonWriter& writer, const Histogram& histogram) {
    writer.begin_array();
    for (const HistogramEntry& entry : histogram.entries()) {
        writer.begin_object();
        writer.key("Count");
        writer.integer(static_cast<std::int64_t>(entry.count));
        writer.key("Value");
        writer.real(entry.value);
        writer.end_object();
    }
    writer.end_array();
}

}  // namespace xray
