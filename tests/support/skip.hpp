// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace xray::test {

// Says that the running Catch2 test case cannot be run here; the case then returns. A program whose cases all
// said so ends with kSkipped, which ctest reports as skipped; with XRAY_TEST_NO_SKIP=1 in the environment the
// case fails.
void report_skip(const std::string& reason);

inline constexpr int kSkipped = 4;

}  // namespace xray::test
