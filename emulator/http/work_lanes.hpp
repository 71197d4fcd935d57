// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string_view>

#include "api/lane.hpp"
#include "emulator/http/work_lane.hpp"

namespace xray::emulator {

// The threads that requests run on: each kind of request has its own, so that long ones hold up only their
// like.
class WorkLanes {
public:
    explicit WorkLanes(const std::function<void(std::string_view what)>& failed);

    // Throws std::system_error where the system gives no more threads.
    void start();
    void stop();

    [[nodiscard]] WorkLane& of(api::Lane lane);

    // For traces that are shown to those who wait for them.
    [[nodiscard]] WorkLane& watch() { return watch_; }

private:
    WorkLane control_;
    WorkLane ingest_;
    WorkLane query_;
    WorkLane watch_;
};

}  // namespace xray::emulator
