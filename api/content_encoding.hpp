// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "core/error.hpp"

namespace xray::api {

// The most that a request body may hold once its content coding is undone. A few kilobytes of gzip can stand
// for gigabytes; nothing a client of X-Ray sends comes near this.
inline constexpr std::size_t kMaxDecodedBody = 64U << 20U;

// Undoes the content coding of a request body. `coding` is the value of Content-Encoding: nothing and
// `identity` leave the body as it is; `gzip` and `deflate` (with or without the zlib header) are undone.
// Errors: kSerialization for another coding or damaged data, kRequestTooLarge beyond `limit` bytes.
[[nodiscard]] Result<std::string> decode_body(std::string_view coding, std::string_view body,
                                              std::size_t limit = kMaxDecodedBody);

}  // namespace xray::api
