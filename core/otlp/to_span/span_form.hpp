// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <cstdint>
#include <optional>
#include <string>

#include "core/base/ids.hpp"
#include "core/otlp/wire/trace_data.hpp"

namespace xray::otlp {

// A span as the log group aws/spans has it, member by member in the order in which they are written. Times
// are nanoseconds since the epoch.
struct SpanForm {
    Attributes resource;
    boost::json::object scope;
    std::string parent;
    std::string name;
    std::string kind;
    std::int64_t start = 0;
    std::optional<std::int64_t> end;
    Attributes attributes;
    boost::json::array events;
    boost::json::array links;
    std::string status = "UNSET";
    std::string message;
    boost::json::object aws;  // what X-Ray says of a document of its own
};

// The span as one JSON text. Attributes are members of an object, not OTLP's list; empty members are left
// out.
[[nodiscard]] std::string write_span(const TraceId& trace, SegmentId id, const SpanForm& form);

}  // namespace xray::otlp
