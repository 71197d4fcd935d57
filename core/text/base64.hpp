// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace xray {

// Base64 in the standard alphabet (RFC 4648, section 4), with padding.
[[nodiscard]] std::string encode_base64(std::string_view bytes);

// The bytes behind a base64 text; the padding may be missing, white space may follow. Nothing if the text is
// no base64.
[[nodiscard]] std::optional<std::string> decode_base64(std::string_view text);

}  // namespace xray
