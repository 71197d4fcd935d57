// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/json/object.hpp>
#include <optional>

#include "core/base/ids.hpp"
#include "core/otlp/to_segment/span_attributes.hpp"

namespace xray::otlp {

struct OutcomeFlags {
    bool fault = false;
    bool error = false;
    bool throttle = false;
};

// From the HTTP status where it is one of failure (4xx is an error, 429 throttled as well, 5xx a fault), else
// from the span's status.
[[nodiscard]] OutcomeFlags outcome_of(const Span& span);

// The `cause` member of a span's document: its exception events, else the message of a failed status; nothing
// if there is neither. Exceptions get ids that are the same each time the span is sent.
[[nodiscard]] std::optional<boost::json::object> make_cause(const Span& span, const TraceId& trace,
                                                            const Attributes& resource,
                                                            SpanAttributes& attributes);

}  // namespace xray::otlp
