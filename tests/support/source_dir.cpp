// SPDX-License-Identifier: Apache-2.0
#include "tests/support/source_dir.hpp"

namespace xray::test {

std::filesystem::path source_dir() {
    return XRAY_SOURCE_DIR;
}

}  // namespace xray::test
