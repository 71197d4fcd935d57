// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/base/ids.hpp"
#include "core/base/time.hpp"

namespace xray::api {

// The position behind which the next page of traces begins: pages stay stable while traces keep arriving.
struct TracePosition {
    Micros time = 0;
    TraceId id;
};

// An opaque text for NextToken, and back. Nothing for a text that is no token of ours.
[[nodiscard]] std::string write_page_token(const TracePosition& position);
[[nodiscard]] std::optional<TracePosition> read_page_token(std::string_view token);

}  // namespace xray::api
