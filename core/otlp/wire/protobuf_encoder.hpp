// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <span>
#include <string>

#include "core/otlp/wire/trace_data.hpp"

namespace xray::otlp {

// A span on its way out, already in protobuf. Spans of one resource share it.
struct EncodedSpan {
    std::shared_ptr<const std::string> resource;  // encode_resource()
    std::string span;                             // encode_span()
};

// The field `resource` of a ResourceSpans. Attributes come out as decode_protobuf() has read them, but for
// bytes, which stay base64 texts; what nests beyond kMaxValueDepth becomes its JSON text.
[[nodiscard]] std::string encode_resource(const Attributes& resource);

// A field `scope_spans` of a ResourceSpans with this one span.
[[nodiscard]] std::string encode_span(const Span& span);

// An ExportTraceServiceRequest of these spans in their order; neighbours of one resource tell it once.
[[nodiscard]] std::string encode_export_request(std::span<const EncodedSpan> spans);

}  // namespace xray::otlp
