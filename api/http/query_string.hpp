// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/error.hpp"

namespace xray::api {

// The parameters of a query (HttpRequest::query()) in their order, names and values decoded as browsers and
// HTTP libraries encode them: `%XX` is a byte, `+` a space. A parameter without '=' has an empty value.
// Error kInvalidRequest for a '%' without two hexadecimal digits behind it.
[[nodiscard]] Result<std::vector<std::pair<std::string, std::string>>> parse_query(std::string_view query);

}  // namespace xray::api
