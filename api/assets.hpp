// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "api/http/http_message.hpp"

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

// The one of this path; null where there is none.
[[nodiscard]] const Asset* asset_at(std::string_view path);

// What was in the file before it was compressed.
[[nodiscard]] std::string asset_text(const Asset& asset);

// The file, as it lies in the binary where the client takes gzip. Browsers may keep it, and ask by its ETag
// whether it is still the same (304).
[[nodiscard]] HttpResponse serve_asset(const Asset& asset, const HttpRequest& request);

}  // namespace xray::api
