// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/ids.hpp"
#include "core/base/time.hpp"

// The texts for NextToken: opaque to clients, and refused when they are not ours.
namespace xray::api {

// A token holds which kind of list it is of, numbers, and a text at the end that may be missing.
struct PageToken {
    std::vector<std::int64_t> numbers;
    std::string text;
};

[[nodiscard]] std::string write_page_token(std::string_view kind, std::initializer_list<std::int64_t> numbers,
                                           std::string_view text = {});

// Nothing for a text that is no token of that kind with that many numbers.
[[nodiscard]] std::optional<PageToken> read_page_token(std::string_view kind, std::size_t numbers,
                                                       std::string_view token);

// The position behind which the next page of traces begins: pages stay stable while traces keep arriving.
struct TracePosition {
    Micros time = 0;
    TraceId id;
};

[[nodiscard]] std::string write_trace_position(const TracePosition& position);
[[nodiscard]] std::optional<TracePosition> read_trace_position(std::string_view token);

}  // namespace xray::api
