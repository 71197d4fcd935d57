// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace xray {

// A text of a trace without what differs from run to run: `{id}` in place of UUIDs, of ids of traces and
// segments, of other words of 12 or more hexadecimal digits with a digit among them and of numbers of 10 or
// more digits; `{ip}` in place of IPv4 addresses, with their ports; `host` in place of `localhost:41043`. All
// else stays as it is.
[[nodiscard]] std::string normal_text(std::string_view text);

// The path of a URL, or the text itself where it is a path, in the same way: without scheme, host, port and
// query.
[[nodiscard]] std::string normal_path(std::string_view url);

}  // namespace xray
