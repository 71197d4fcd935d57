// SPDX-License-Identifier: Apache-2.0
#include "core/json/json_depth.hpp"

namespace xray {
namespace {

// Behind the string whose quotation mark stands before `position`; the end of the text if it has no end.
std::size_t end_of_string(std::string_view json, std::size_t position) {
    while (position < json.size()) {
        const char c = json[position];
        if (c == '"') return position + 1;
        position += c == '\\' ? 2 : 1;
    }
    return json.size();
}

}  // namespace

bool nests_deeper(std::string_view json, std::size_t most) {
    std::size_t open = 0;
    for (std::size_t position = 0; position < json.size();) {
        const char c = json[position++];
        if (c == '"') {
            position = end_of_string(json, position);
        } else if (c == '[' || c == '{') {
            if (++open > most) return true;
        } else if ((c == ']' || c == '}') && open > 0) {
            --open;
        }
    }
    return false;
}

}  // namespace xray
