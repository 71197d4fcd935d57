// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace xray {

// Quotas of the service: https://docs.aws.amazon.com/general/latest/gr/xray.html

// Documents of one trace; beyond it a trace is told to be LimitExceeded.
inline constexpr std::uint64_t kMaxTraceBytes = 500ULL * 1024;

// One segment document. The service was seen to take a little more; only --strict refuses it.
inline constexpr std::uint64_t kMaxDocumentBytes = 64ULL * 1024;

}  // namespace xray
