// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "api/context/context.hpp"

namespace xray::api {

// The ARN of the KMS key that a caller means by a key id, an alias (`alias/NAME`), or the ARN of either, as
// GetEncryptionConfig tells it. There is no KMS behind it: any key exists, and an alias gets a key id of its
// own that is always the same. Nothing for a text that names no key.
[[nodiscard]] std::optional<std::string> kms_key_arn(const Context& context, std::string_view key);

}  // namespace xray::api
