// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "api/request/model.hpp"

namespace xray::api {

// A value of a request as the service's messages show it, the way Java writes its objects (seen 2026-09):
//
//   lists       [a, b]
//   maps        {key=value}
//   structures  Tag(key=a, value=b), with the members of the model in its order; null for one left out
//   times       Wed Sep 23 10:32:52 UTC 2026
//   numbers     2 for an integer, 2.0 for a double
//
// The value has the types of the shape. The text goes no deeper than the model does.
[[nodiscard]] std::string value_text(const model::Shape& shape, const nlohmann::json& value);

// The name of a member as messages write it: ruleName for RuleName.
[[nodiscard]] std::string member_text(std::string_view name);

}  // namespace xray::api
