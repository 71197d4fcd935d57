// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "core/digest/trace_digest.hpp"

namespace xray::api {

// A trace in one line: what was asked for, what came of it, how long it took, and who called whom:
// `POST /checkout 500 fault 0.803 s: shop -> payments, shop -> stock x3`. At most 20 calls are told.
[[nodiscard]] std::string shape_of(const TraceDigest& digest);

// The path of a URL, without scheme, host, port and query; the text itself if it is a path. Empty for none.
[[nodiscard]] std::string_view path_of_url(std::string_view url);

}  // namespace xray::api
