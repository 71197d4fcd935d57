// SPDX-License-Identifier: Apache-2.0
#include "api/faults/fault_list.hpp"

#include <algorithm>
#include <utility>

namespace xray::api {
namespace {

bool is_for(const Fault& fault, std::string_view operation) {
    if (fault.operation == operation) return true;
    return fault.operation == kEveryOperation && operation != kUdpFault;
}

}  // namespace

FaultList::FaultList() : random_(std::random_device{}()) {}

std::vector<Fault> FaultList::all() const {
    const std::lock_guard lock(mutex_);
    return faults_;
}

void FaultList::replace(std::vector<Fault> faults) {
    const std::lock_guard lock(mutex_);
    faults_ = std::move(faults);
    empty_ = faults_.empty();
}

std::optional<Fault> FaultList::meet(std::string_view operation) {
    if (empty()) return std::nullopt;
    const std::lock_guard lock(mutex_);
    const auto met = std::find_if(faults_.begin(), faults_.end(), [&](Fault& fault) {
        return is_for(fault, operation) && takes_its_turn(fault);
    });
    if (met == faults_.end()) return std::nullopt;
    ++met->applied;
    return *met;
}

bool FaultList::takes_its_turn(Fault& fault) {
    if (fault.share) return std::uniform_real_distribution<double>(0, 1)(random_) < *fault.share;
    if (!fault.count) return true;
    if (*fault.count == 0) return false;
    --*fault.count;
    return true;
}

}  // namespace xray::api
