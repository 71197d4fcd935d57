// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "core/base/error.hpp"
#include "core/base/limits.hpp"

namespace xray::api {

// Undoes the content coding of a request body. `coding` is the value of Content-Encoding: nothing and
// `identity` leave the body as it is; `gzip` (of one member or several, RFC 1952, 2.2) and `deflate` (with or
// without the zlib header) are undone. Stops at `limit`: a few kilobytes can stand for gigabytes.
// Errors: kSerialization for another coding, damaged data or data with anything behind them;
// kRequestTooLarge beyond `limit` bytes.
[[nodiscard]] Result<std::string> decode_body(std::string_view coding, std::string body,
                                              std::size_t limit = kMaxIngestBody);

}  // namespace xray::api
