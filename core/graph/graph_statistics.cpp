// SPDX-License-Identifier: Apache-2.0
#include "core/graph/graph_statistics.hpp"

#include <algorithm>
#include <cmath>

#include "core/base/numbers.hpp"

namespace xray {
namespace {

// Longer than 31 years is no response time. Bounded, a sum of times overflows only from ten thousand such
// on; and then what was added can still be taken away.
constexpr Micros kMaxResponseTime = 1'000'000'000 * kMicrosPerSecond;

// How many requests a t-digest lets a centroid around a quantile stand for: few near the tails. The two
// numbers give what was seen of the service (2026-09): of 80, 256 and 1024 requests of different lengths
// 66 to 67, 98 to 115 and 149 to 157 centroids.
double most_requests(double quantile, double total) {
    constexpr double kCompression = 62.5;
    constexpr double kRounding = 0.85;
    return 4.0 * total * quantile * (1.0 - quantile) / kCompression + kRounding;
}

using Counts = std::vector<std::pair<std::int64_t, std::int64_t>>;

// By number.
Counts sorted(const CountMap& counts) {
    Counts list;
    counts.for_each([&list](std::int64_t key, std::int64_t count) { list.emplace_back(key, count); });
    std::sort(list.begin(), list.end());
    return list;
}

std::vector<HistogramEntry> merge_neighbours(const Counts& exact) {
    std::int64_t total = 0;
    for (const auto& [millis, count] : exact) total = add_wrapping(total, count);

    std::vector<HistogramEntry> merged;
    std::int64_t before = 0;  // requests in the centroids that are closed
    std::int64_t count = 0;   // requests in the open one
    double weighted = 0;
    const auto close = [&] {
        if (count == 0) return;
        merged.push_back({std::round(weighted / static_cast<double>(count)) / 1000.0, count});
        before = add_wrapping(before, count);
        count = 0;
        weighted = 0;
    };
    for (const auto& [millis, n] : exact) {
        const auto joined = static_cast<double>(add_wrapping(count, n));
        const double middle = (static_cast<double>(before) + joined / 2) / static_cast<double>(total);
        if (joined > most_requests(middle, static_cast<double>(total))) close();
        count = add_wrapping(count, n);
        weighted += static_cast<double>(millis) * static_cast<double>(n);
    }
    close();
    return merged;
}

}  // namespace

void encode_counts(binary::BinaryWriter& writer, const CountMap& counts) {
    const Counts list = sorted(counts);
    writer.number(list.size());
    std::int64_t before = 0;
    for (const auto& [key, count] : list) {
        writer.signed_number(binary::subtract_wrapping(key, before));
        writer.signed_number(count);
        before = key;
    }
}

void merge_counts(binary::BinaryReader& reader, CountMap& counts) {
    std::int64_t key = 0;
    for (std::size_t left = reader.list_size(); left > 0 && reader.good(); --left) {
        key = binary::add_wrapping(key, reader.signed_number());
        counts.add(key, reader.signed_number());
    }
}

void Histogram::add(Micros length, std::int64_t count) {
    counts_.add(divided_and_rounded(length, 1000), count);
}

void Histogram::add(const Histogram& other) {
    other.counts_.for_each([this](std::int64_t millis, std::int64_t count) { counts_.add(millis, count); });
}

void Histogram::encode(binary::BinaryWriter& writer) const {
    encode_counts(writer, counts_);
}

void Histogram::merge(binary::BinaryReader& reader) {
    merge_counts(reader, counts_);
}

std::vector<HistogramEntry> Histogram::entries() const {
    const Counts exact = sorted(counts_);
    if (exact.size() >= kMaxExact) return merge_neighbours(exact);
    std::vector<HistogramEntry> entries;
    entries.reserve(exact.size());
    for (const auto& [millis, count] : exact)
        entries.push_back({static_cast<double>(millis) / 1000.0, count});
    return entries;
}

void RequestStatistics::add(const Flags& flags, Micros response_time, std::int64_t times) {
    std::int64_t& count = flags.throttle ? throttle_ : flags.fault ? fault_ : flags.error ? error_ : ok_;
    count = add_wrapping(count, times);
    const Micros bounded = std::clamp(response_time, -kMaxResponseTime, kMaxResponseTime);
    total_response_time_ = add_wrapping(total_response_time_, multiply_wrapping(times, bounded));
    response_times_.add(response_time, times);
}

void RequestStatistics::add(const RequestStatistics& other) {
    ok_ = add_wrapping(ok_, other.ok_);
    throttle_ = add_wrapping(throttle_, other.throttle_);
    error_ = add_wrapping(error_, other.error_);
    fault_ = add_wrapping(fault_, other.fault_);
    total_response_time_ = add_wrapping(total_response_time_, other.total_response_time_);
    response_times_.add(other.response_times_);
}

void RequestStatistics::encode(binary::BinaryWriter& writer) const {
    for (const std::int64_t count : {ok_, throttle_, error_, fault_, total_response_time_}) {
        writer.signed_number(count);
    }
    response_times_.encode(writer);
}

void RequestStatistics::merge(binary::BinaryReader& reader) {
    for (std::int64_t* count : {&ok_, &throttle_, &error_, &fault_, &total_response_time_}) {
        *count = binary::add_wrapping(*count, reader.signed_number());
    }
    response_times_.merge(reader);
}

}  // namespace xray
