// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace xray {

// "1 document", "2 documents": a number with the name of what was counted, whose plural has an s.
[[nodiscard]] inline std::string counted(std::uint64_t count, std::string_view thing) {
    std::string text = std::to_string(count);
    text.append(" ").append(thing);
    if (count != 1) text.push_back('s');
    return text;
}

}  // namespace xray
