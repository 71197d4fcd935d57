// SPDX-License-Identifier: Apache-2.0
#include "api/lane.hpp"

#include <string_view>

#include "api/operation_table.hpp"

namespace xray::api {

Lane lane_of(const HttpRequest& request) {
    std::string_view path = request.path();
    // A base address that ends in a slash.
    while (path.starts_with("//")) path.remove_prefix(1);
    if (path == "/v1/traces") return Lane::kIngest;
    const Operation* const operation = find_operation(path);
    return operation == nullptr ? Lane::kControl : operation->lane;
}

}  // namespace xray::api
