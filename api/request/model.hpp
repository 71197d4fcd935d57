// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

// The inputs of the X-Ray API of 2016-04-12 as data: which members a request may have, of what type, and
// within which bounds. Requests are checked against it (api/request/request_validation.hpp), and the tests
// walk it. Source: the service model that AWS publishes with its SDKs.
namespace xray::api::model {

enum class Kind { kText, kInteger, kDouble, kBoolean, kTimestamp, kList, kMap, kStructure };

struct Shape;

struct Member {
    std::string_view name;
    const Shape* shape = nullptr;
    bool required = false;
};

struct Shape {
    Kind kind = Kind::kStructure;
    // Bounds of a number's value, or of the length of a text, list or map.
    std::optional<std::int64_t> min = std::nullopt;
    std::optional<std::int64_t> max = std::nullopt;
    std::string_view pattern = {};                  // as the service words it
    bool (*matches)(std::string_view) = nullptr;    // the pattern as a function
    std::span<const std::string_view> values = {};  // of an enum, in the order of texts
    const Shape* key = nullptr;                     // of a map
    const Shape* element = nullptr;                 // of a list, or a map's value
    bool sparse = false;                            // a list of structures that may have nulls among them
    std::span<const Member> members = {};           // of a structure
    std::string_view name = {};                     // of a structure within others, as texts name it
};

// The input structure of an operation. Throws std::logic_error for a name that is no operation: a bug of the
// caller.
[[nodiscard]] const Shape& input_of(std::string_view operation);

// The names of all 38 operations, in alphabetical order.
[[nodiscard]] std::span<const std::string_view> operation_names();

// The input of GetSamplingTargets without the limits on the number of documents: OpenTelemetry's samplers
// report every rule in one call, and the emulator takes that unless it runs strict.
[[nodiscard]] const Shape& sampling_targets_of_any_number();

}  // namespace xray::api::model
