// SPDX-License-Identifier: Apache-2.0
#include "api/context/run_list.hpp"

#include <algorithm>
#include <utility>

namespace xray::api {
namespace {

constexpr std::size_t kMostRuns = 1000;

}  // namespace

Run RunList::begin(std::string name, Micros now, std::int64_t last_receipt) {
    const std::lock_guard lock(mutex_);
    if (!runs_.empty()) {
        runs_.back().end = now;
        runs_.back().slice.up_to = last_receipt;
    }
    Run run{std::move(name), now, std::nullopt, {}};
    run.slice.after = last_receipt;
    runs_.push_back(run);
    if (runs_.size() > kMostRuns) runs_.pop_front();
    return run;
}

std::vector<Run> RunList::all() const {
    const std::lock_guard lock(mutex_);
    return {runs_.begin(), runs_.end()};
}

std::optional<RunSlice> RunList::find(std::string_view name) const {
    const std::lock_guard lock(mutex_);
    const auto found =
        std::find_if(runs_.rbegin(), runs_.rend(), [&](const Run& run) { return run.name == name; });
    if (found == runs_.rend()) return std::nullopt;
    return found->slice;
}

void RunList::clear() {
    const std::lock_guard lock(mutex_);
    runs_.clear();
}

}  // namespace xray::api
