// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace xray::emulator {

enum class Layout {
    kOneLine,  // line ends and tabs are shown as \n, \r and \t
    kLines,    // '\n' and '\t' stay
};

// The text as a terminal may have it. What would not be seen but act (control characters, C1 and DEL among
// them, marks that turn the direction of writing, characters of no width, line ends of Unicode) is shown
// escaped as \x1b or \u202e, and so are bytes that are no valid UTF-8. Everything else stays as it is, the
// backslash too.
[[nodiscard]] std::string printable(std::string_view text, Layout layout);

}  // namespace xray::emulator
