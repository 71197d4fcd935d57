// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace xray {

// Whether a character beyond ASCII may stand in the name of a segment: Unicode letters, digits and white
// space (developer guide, "Segment documents").
[[nodiscard]] bool is_name_letter(std::uint32_t code_point);

}  // namespace xray
