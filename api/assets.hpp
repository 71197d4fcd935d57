// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string_view>

namespace xray::api {

// A file that is part of the binary, as gzip has compressed it; its path below the folder that it comes from,
// and its first byte and the one behind its last.
struct Asset {
    std::string_view path;
    const char* begin = nullptr;
    const char* end = nullptr;
};

// All of them, in the order of their paths (cmake/xray_assets.cmake).
[[nodiscard]] std::span<const Asset> embedded_assets();

}  // namespace xray::api
