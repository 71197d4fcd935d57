// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <limits>

namespace xray {

// The bounds that Boost.JSON's basic_parser asks its handler for, by the names that it asks for: none, since
// the text as a whole is bounded before it is parsed. For handlers to derive from.
struct UnlimitedSizes {
    static constexpr std::size_t max_object_size = std::numeric_limits<std::size_t>::max();
    static constexpr std::size_t max_array_size = max_object_size;
    static constexpr std::size_t max_key_size = max_object_size;
    static constexpr std::size_t max_string_size = max_object_size;
};

}  // namespace xray
