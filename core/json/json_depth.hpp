// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string_view>

namespace xray {

// Whether more than `most` arrays and objects of a JSON text are open at once. One pass, nothing is built;
// brackets within strings do not count. A text that is no JSON gets an answer too: a parser that accepts it
// up to some byte has opened no more than what was counted up to there.
[[nodiscard]] bool nests_deeper(std::string_view json, std::size_t most);

}  // namespace xray
