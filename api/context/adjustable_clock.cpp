// SPDX-License-Identifier: Apache-2.0
#include "api/context/adjustable_clock.hpp"

namespace xray::api {
namespace {

constexpr Micros kLatest = 253'402'300'799 * kMicrosPerSecond;  // the last second of the year 9999

}  // namespace

AdjustableClock::Reading AdjustableClock::read() const {
    const std::lock_guard lock(mutex_);
    if (frozen_at_) return {*frozen_at_, Mode::kFrozen};
    return {system_.now() + offset_, offset_ == 0 ? Mode::kSystem : Mode::kOffset};
}

Result<void> AdjustableClock::freeze(std::optional<Micros> at) {
    if (at && (*at < 0 || *at > kLatest)) {
        return fail(ErrorCode::kInvalidRequest, "\"at\" must be epoch seconds of the years 1970 to 9999");
    }
    const std::lock_guard lock(mutex_);
    frozen_at_ = at ? *at : now_locked();
    return {};
}

Result<void> AdjustableClock::advance(Micros length) {
    if (length < 0) {
        return fail(ErrorCode::kInvalidRequest,
                    "\"seconds\" must not be negative; to go back, freeze the clock with \"at\"");
    }
    const std::lock_guard lock(mutex_);
    if (length > kLatest - now_locked()) {
        return fail(ErrorCode::kInvalidRequest, "the clock cannot go beyond the year 9999");
    }
    (frozen_at_ ? *frozen_at_ : offset_) += length;
    return {};
}

void AdjustableClock::follow() {
    const std::lock_guard lock(mutex_);
    offset_ = 0;
    frozen_at_.reset();
}

std::string_view to_string(AdjustableClock::Mode mode) {
    switch (mode) {
        case AdjustableClock::Mode::kFrozen:
            return "frozen";
        case AdjustableClock::Mode::kOffset:
            return "offset";
        case AdjustableClock::Mode::kSystem:
            break;
    }
    return "system";
}

}  // namespace xray::api
