// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "core/otlp/wire/trace_data.hpp"

namespace xray::fuzz {

// Ends the process unless the spans become documents that are JSON, and those that the rules accept a trace,
// from which spans can be told again.
void check_spans(const otlp::TraceData& data);

// The same of a message through the endpoint, into a store; `content_type` as in the header.
void check_endpoint(std::string_view content_type, std::string_view message);

}  // namespace xray::fuzz
