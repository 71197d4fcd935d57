// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>

namespace xray::api {

// What a client is told whose body has more than `limit` bytes: kMaxIngestBody for the two paths that bring
// traces, kMaxBody for all others (core/base/limits.hpp).
[[nodiscard]] std::string body_too_large_text(std::size_t limit);

}  // namespace xray::api
