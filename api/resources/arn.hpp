// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "api/context/context.hpp"

// The names that the emulator's region and account give to X-Ray's resources.
namespace xray::api {

// `arn:aws:xray:REGION:ACCOUNT:group/NAME/ID`; Default has no id.
[[nodiscard]] std::string group_arn(const Context& context, std::string_view name, std::string_view id);

// `arn:aws:xray:REGION:ACCOUNT:sampling-rule/NAME`
[[nodiscard]] std::string sampling_rule_arn(const Context& context, std::string_view name);

// What follows `arn:aws:xray:REGION:ACCOUNT:` in an ARN of ours; nothing for any other text.
[[nodiscard]] std::optional<std::string_view> own_resource(const Context& context, std::string_view arn);

// The same for a sampling rule's name, or a group's name (whatever id follows it).
[[nodiscard]] std::optional<std::string> rule_name_of(const Context& context, std::string_view arn);
[[nodiscard]] std::optional<std::string> group_name_of(const Context& context, std::string_view arn);

}  // namespace xray::api
