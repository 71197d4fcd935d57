// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace xray::api {

// A random UUID (version 4), as in x-amzn-RequestId.
[[nodiscard]] std::string random_uuid();

// 52 characters of A-Z and 2-7, as at the end of a group's ARN.
[[nodiscard]] std::string random_group_id();

}  // namespace xray::api
