// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define XRAY_FUZZ_SANITIZER 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define XRAY_FUZZ_SANITIZER 1
#endif
#endif

namespace xray::fuzz {

#ifdef XRAY_FUZZ_SANITIZER
inline constexpr bool kHasSanitizer = true;
#else
inline constexpr bool kHasSanitizer = false;
#endif

// From here on the process ends with a message when it holds `most` bytes more than now.
void watch_allocations(std::size_t most);
void stop_watching_allocations();

}  // namespace xray::fuzz
