// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

namespace xray::test {

// The folder of the source tree that this test was built from. A function of its own object file, so that the
// objects of the tests do not depend on where the tree lies and can come from the compiler's cache.
[[nodiscard]] std::filesystem::path source_dir();

}  // namespace xray::test
