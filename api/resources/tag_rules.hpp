// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "api/request/request_reader.hpp"
#include "core/base/error.hpp"
#include "storage/control/control_store.hpp"

namespace xray::api {

// Adds the request's member `Tags`, if it has one, to the tags of a resource, in the rules of the service: at
// most 50 tags, keys without "aws:", letters, digits, spaces and _.:/=+-@. Nothing is added when an Error is
// returned: kInvalidRequest, and kInternal for a key that comes twice (as the service answers).
[[nodiscard]] Result<void> add_tags(storage::TagTable& tags, std::string_view arn,
                                    const RequestReader& request);

}  // namespace xray::api
