// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>

#include "core/trace/trace.hpp"

namespace xray {

// The shape of traces as text to be kept beside a test: a line for each segment and subsegment
// (core/views/entity_line.hpp), indented by two spaces below its caller or parent. A segment stands below the
// call that led to it; an orphan stands at the top, marked "(no parent)".
//
//   gateway segment GET /orders 200 ok
//     stock remote GET /stock 200 ok
//       stock segment GET /stock 200 ok ×3
//
// Ids, times, durations, ports, IP addresses, request ids and the order in which things happened or arrived
// never change it: siblings are sorted by their text, and equal ones with all that is below them are one with
// " ×N" behind the first line. Traces are siblings too. Ends in a line end, unless it is empty.
[[nodiscard]] std::string snapshot(std::span<const Trace> traces);

}  // namespace xray
