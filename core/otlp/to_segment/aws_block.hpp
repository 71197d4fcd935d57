// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/json/object.hpp>
#include <optional>
#include <string_view>

#include "core/otlp/to_segment/span_attributes.hpp"

namespace xray::otlp {

// The `aws` member of a span's document: the call that the span made, where the service runs, and what
// instrumented it. Nothing where cloud.provider is another cloud. Consumes the attributes of the call either
// way. Source: AWS's exporter (docs/otlp.md).
[[nodiscard]] std::optional<boost::json::object> make_aws(SpanAttributes& attributes,
                                                          const Attributes& resource);

// The type of the place a service runs at, by cloud.platform ("AWS::EKS::Container"); empty where unknown.
[[nodiscard]] std::string_view origin_of(const Attributes& resource);

}  // namespace xray::otlp
