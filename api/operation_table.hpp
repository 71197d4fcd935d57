// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string_view>

#include "api/lane.hpp"
#include "api/operations/operations.hpp"

namespace xray::api {

// One operation of the X-Ray API of 2016-04-12. All of them are POST.
struct Operation {
    std::string_view name;  // "GetTraceSummaries"
    std::string_view path;  // "/TraceSummaries"
    OperationHandler handler;
    Lane lane;  // kQuery for all that read traces
};

// All 38 operations of the service model, in alphabetical order.
[[nodiscard]] std::span<const Operation> operation_table();

// The operation at that path, which the service compares letter by letter; nullptr if there is none.
[[nodiscard]] const Operation* find_operation(std::string_view path);

}  // namespace xray::api
