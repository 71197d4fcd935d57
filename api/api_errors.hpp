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

}  // namespace xray::api::errors
