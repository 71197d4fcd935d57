// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "core/base/ids.hpp"

namespace xray::storage {

// The trace id in a column of a row. Nothing where the column does not hold 16 bytes: the row is damaged.
[[nodiscard]] inline std::optional<TraceId> read_trace_id(std::string_view blob) {
    std::array<std::uint8_t, 16> bytes{};
    if (blob.size() != bytes.size()) return std::nullopt;
    std::copy(blob.begin(), blob.end(), bytes.begin());
    return TraceId(bytes);
}

}  // namespace xray::storage
