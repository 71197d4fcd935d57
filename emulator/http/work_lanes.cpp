// SPDX-License-Identifier: Apache-2.0
#include "emulator/http/work_lanes.hpp"

#include <algorithm>
#include <thread>

namespace xray::emulator {
namespace {

constexpr std::size_t kControlThreads = 4;
// They wait for the same commit rather than compute.
constexpr std::size_t kIngestThreads = 8;
constexpr std::size_t kWatchThreads = 4;
constexpr std::size_t kLeastQueryThreads = 2;

// One connection has one request under way, so that a queue cannot grow beyond the connections either. What
// is left in it when its client has gone is not run.
constexpr std::size_t kMaxWaiting = 10'000;
constexpr std::size_t kMaxWaitingQueries = 1'000;

std::size_t query_threads() {
    return std::max<std::size_t>(kLeastQueryThreads, std::thread::hardware_concurrency());
}

}  // namespace

WorkLanes::WorkLanes(const std::function<void(std::string_view)>& failed)
    : control_(kControlThreads, kMaxWaiting, failed),
      ingest_(kIngestThreads, kMaxWaiting, failed),
      query_(query_threads(), kMaxWaitingQueries, failed),
      watch_(kWatchThreads, 4 * kMaxWaiting, failed) {}

void WorkLanes::start() {
    for (WorkLane* const lane : {&control_, &ingest_, &query_, &watch_}) lane->start();
}

void WorkLanes::stop() {
    for (WorkLane* const lane : {&control_, &ingest_, &query_, &watch_}) lane->stop();
}

WorkLane& WorkLanes::of(api::Lane lane) {
    switch (lane) {
        case api::Lane::kControl:
            return control_;
        case api::Lane::kIngest:
            return ingest_;
        case api::Lane::kQuery:
            break;
    }
    return query_;
}

}  // namespace xray::emulator
