// SPDX-License-Identifier: Apache-2.0
#include "api/context/web_access.hpp"

#include <cstddef>

namespace xray::api {
namespace {

constexpr std::size_t kMaxTold = 100;

}  // namespace

bool ToldRefusals::is_new(const std::string& refusal) {
    const std::scoped_lock lock(mutex_);
    return told_.size() < kMaxTold && told_.insert(refusal).second;
}

}  // namespace xray::api
