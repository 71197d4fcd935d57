// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include <tl/expected.hpp>

namespace xray {

// Why a datagram is no packet of the daemon's protocol, in the daemon's terms.
struct DatagramRefusal {
    std::string reason;   // a short stable name for counting: "MissingHeader", "InvalidHeader", "EmptyBody"
    std::string message;  // what was found
};

// Splits a datagram into its header line and the document, and returns the document. The header is everything
// up to the first newline: JSON whose `format` is "json" (in any case) and whose `version` is the integer 1;
// key names in any case, other keys and white space are ignored, as the daemon does (aws-xray-daemon 3.6.6).
[[nodiscard]] tl::expected<std::string_view, DatagramRefusal> split_datagram(std::string_view datagram);

}  // namespace xray
