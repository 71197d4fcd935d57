// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <tl/expected.hpp>

namespace xray::emulator {

// What stands behind --calls.
struct CallsCondition {
    std::string from;
    std::string to;
    std::string bound;  // AtLeast, AtMost or Exactly, as POST /_emulator/wait has them
    std::uint64_t number = 0;
};

// Reads `FROM -> TO OP N`, OP being one of = >= <= < >. A name with spaces or `->` stands in double quotes,
// within which a backslash takes the next character as it is. The error says what is wrong.
[[nodiscard]] tl::expected<CallsCondition, std::string> parse_calls_condition(std::string_view text);

}  // namespace xray::emulator
