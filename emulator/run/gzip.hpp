// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace xray::emulator {

// The bytes in one gzip member (RFC 1952). Throws std::runtime_error where zlib fails, for want of memory.
[[nodiscard]] std::string gzip(std::string_view bytes);

}  // namespace xray::emulator
