// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <utility>

#include "core/base/error.hpp"

// Passes an error on to the caller in a word. Both stand as statements in a function that returns a Result:
//
//     XRAY_TRY(const TimeRange range, read_time_range(context, request, kMaxRangeHours));
//     XRAY_TRY(group.filter, read_filter(request));
//     XRAY_CHECK(check_document(text, bypass));
//
// XRAY_TRY declares, or assigns, what the Result of the expression holds; XRAY_CHECK is for one that holds
// nothing. Where it is an error, the function returns that.

#define XRAY_TRY(target, ...) XRAY_TRY_AS(XRAY_TRY_JOIN(xray_result_, __LINE__), target, __VA_ARGS__)

#define XRAY_CHECK(...)                                                        \
    do {                                                                       \
        auto&& xray_result = (__VA_ARGS__);                                    \
        if (!xray_result) return ::xray::fail(std::move(xray_result).error()); \
    } while (false)

#define XRAY_TRY_AS(result, target, ...)                         \
    auto result = (__VA_ARGS__);                                 \
    if (!result) return ::xray::fail(std::move(result).error()); \
    target = *std::move(result)
#define XRAY_TRY_JOIN(a, b) XRAY_TRY_JOIN_EXPANDED(a, b)
#define XRAY_TRY_JOIN_EXPANDED(a, b) a##b
