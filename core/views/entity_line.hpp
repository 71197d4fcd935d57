// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "core/trace/entity.hpp"

namespace xray {

// "segment", "remote", "aws" or "subsegment".
[[nodiscard]] std::string_view kind_of(const Entity& entity);

// "in progress", "fault", "throttle", "error" or "ok".
[[nodiscard]] std::string_view outcome_of(const Entity& entity);

// A segment or subsegment in one line, without what differs from run to run (core/views/normal_text.hpp):
//   shop segment POST /checkout 500 fault customer="alice" n=2 !ValueError
// name, kind, method and path (of an AWS call operation and table or queue), status, outcome, annotations by
// key, types of exceptions.
[[nodiscard]] std::string entity_line(const Entity& entity);

}  // namespace xray
