// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>

#include "api/request/model.hpp"
#include "core/base/error.hpp"

namespace xray::api {

// Checks a request against the service model in the service's two steps: first the types (the first wrong one
// is a kSerialization error), then the constraints (all broken ones together are one kValidation error,
// worded as the service does: "1 validation error detected: Value 'x' at 'member' failed to satisfy
// constraint: ...").
//
// Of very many broken constraints the first are told and all are counted (kMaxReportedProblems,
// core/base/limits.hpp).
//
// A null member counts as absent, a null in a list of structures as a structure that is missing; members that
// the model does not know are ignored, and a number with a fraction is taken for an integer (RequestReader
// cuts it), all as the service does.
[[nodiscard]] Result<void> validate(const model::Shape& input, const nlohmann::json& request);

}  // namespace xray::api
