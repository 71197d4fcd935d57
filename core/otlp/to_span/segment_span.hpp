// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <cstdint>
#include <string>
#include <string_view>

#include "core/otlp/wire/trace_data.hpp"
#include "core/trace/trace.hpp"

namespace xray::otlp {

// What a segment or subsegment that came as an X-Ray document says as a span (docs/otlp.md has the table).
// Each function reads one entity; none fails, since what does not fit is left out.

// "POST /orders" for a segment that tells of its HTTP request, "NAME/LambdaService" and
// "NAME/LambdaExecutionEnvironment" for those of AWS Lambda, else the entity's name.
[[nodiscard]] std::string span_name_of(const Entity& entity);

[[nodiscard]] SpanKind span_kind_of(const Entity& entity);

// HTTP, AWS and SQL calls, the user, annotations under their own names and metadata as JSON texts.
[[nodiscard]] Attributes span_attributes_of(const Entity& entity);

// The attributes of the resource that a segment describes: its service and where that runs.
[[nodiscard]] Attributes resource_of(const Entity& segment);

// An event `exception` for each exception of the cause; `time` in nanoseconds since the epoch.
[[nodiscard]] boost::json::array exception_events_of(const Entity& entity, std::int64_t time);

// The first exception's message, or a cause that is a text; empty without either.
[[nodiscard]] std::string_view failure_message_of(const Entity& entity);

// The document's links in OpenTelemetry's form; those whose ids cannot be read are left out.
[[nodiscard]] boost::json::array links_of(const Entity& entity);

// 32 hex digits.
[[nodiscard]] std::string w3c_trace_id(const TraceId& id);

}  // namespace xray::otlp
