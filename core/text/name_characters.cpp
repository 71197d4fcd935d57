// SPDX-License-Identifier: Apache-2.0
#include "core/text/name_characters.hpp"

#include <algorithm>
#include <iterator>

namespace xray {
namespace {

struct CodePointRange {
    std::uint32_t first;
    std::uint32_t last;
};

constexpr CodePointRange kNameRanges[] = {
#include "core/text/unicode_ranges.inc"
};

}  // namespace

bool is_name_letter(std::uint32_t code_point) {
    const auto* range =
        std::lower_bound(std::begin(kNameRanges), std::end(kNameRanges), code_point,
                         [](const CodePointRange& r, std::uint32_t value) { return r.last < value; });
    return range != std::end(kNameRanges) && range->first <= code_point;
}

}  // namespace xray
