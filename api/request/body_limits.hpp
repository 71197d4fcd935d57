// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace xray::api {

// How many bytes the body of a request may have, before and after its content coding is undone:
// kMaxIngestBody for the two paths that bring traces, kMaxBody for all others (core/base/limits.hpp).
// `method` and `target` as in HttpRequest; known before the body is read.
[[nodiscard]] std::size_t most_body_bytes(std::string_view method, std::string_view target);

// What a client is told whose body has more than `limit` bytes.
[[nodiscard]] std::string body_too_large_text(std::size_t limit);

}  // namespace xray::api
