// SPDX-License-Identifier: Apache-2.0
#include "api/context/web_access.hpp"

#include <cstddef>

namespace xray::api {
namespace {

constexpr std::size_t kMaxReported = 100;

}  // namespace

bool ReportedRefusals::is_new(const std::string& refusal) {
    const std::scoped_lock lock(mutex_);
    return reported_.size() < kMaxReported && reported_.insert(refusal).second;
}

}  // namespace xray::api
