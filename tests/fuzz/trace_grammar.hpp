// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace xray::fuzz {

// Turns bytes into segment documents of one trace, a few bytes an entity: segments and subsegments, embedded
// and independent, in progress and complete. Ids, names, times and everything else come from short lists, so
// that documents repeat ids, name one another as parents in circles, and refer to one another's exceptions.
// Any bytes make documents; together they are at most kMaxInput bytes long.
[[nodiscard]] std::vector<std::string> documents_from_bytes(std::string_view bytes);

}  // namespace xray::fuzz
