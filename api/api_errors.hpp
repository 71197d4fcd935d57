// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "core/error.hpp"

// Every error of the API that is not a mere break of the service model (those are written by
// api/request_validation.hpp), one function each. Texts that the service is known to use are used word for
// word; the others follow its manner.
namespace xray::api::errors {

// The request as a whole
[[nodiscard]] Error body_too_large(std::size_t limit);
[[nodiscard]] Error damaged_content_coding();
[[nodiscard]] Error unknown_content_coding(std::string_view coding);
[[nodiscard]] Error not_available(std::string_view operation);
[[nodiscard]] Error
internal_failure();  // InternalFailure without a message, as the service answers its own faults

// Segments and telemetry
[[nodiscard]] Error no_segments();
[[nodiscard]] Error no_telemetry_records();

// Reading traces
[[nodiscard]] Error end_before_start();
[[nodiscard]] Error range_longer_than_hours(int hours);
[[nodiscard]] Error token_not_supported();
[[nodiscard]] Error invalid_token(std::string_view token);
[[nodiscard]] Error too_many_traces(std::size_t limit);
[[nodiscard]] Error invalid_trace_id(std::string_view id);
[[nodiscard]] Error duplicate_trace_ids();
[[nodiscard]] Error one_trace_id_only();
[[nodiscard]] Error no_trace_ids();
[[nodiscard]] Error invalid_graph_trace_id();
[[nodiscard]] Error trace_not_found();
[[nodiscard]] Error fixed_rate_needs_event(std::string_view range_type);
[[nodiscard]] Error sampling_rate_out_of_range();
[[nodiscard]] Error invalid_period();
[[nodiscard]] Error invalid_filter(std::string message);

}  // namespace xray::api::errors
