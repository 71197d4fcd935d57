// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/json/object.hpp>
#include <cstdint>
#include <optional>

#include "core/otlp/to_segment/span_attributes.hpp"

namespace xray::otlp {

// The `http` member of a span's document, by the old semantic conventions (http.method, net.peer.ip) and the
// stable ones (http.request.method, network.peer.address); nothing where the span speaks of no HTTP request.
// Consumes the attributes it knows, also when there is no result. Source: AWS's exporter (docs/otlp.md).
[[nodiscard]] std::optional<boost::json::object> make_http(const Span& span, SpanAttributes& attributes);

// The status of the answer to the span's HTTP request.
[[nodiscard]] std::optional<std::int64_t> http_status(const Attributes& attributes);

}  // namespace xray::otlp
