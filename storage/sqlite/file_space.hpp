// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace xray::storage::sqlite {

// Makes the file at least so long, with room on the disk for all of it; false where there is none. In
// file_space_linux.cpp, or file_space_portable.cpp for systems without that call (XRAY_PORTABLE).
[[nodiscard]] bool reserve_space(int descriptor, std::int64_t bytes);

}  // namespace xray::storage::sqlite
