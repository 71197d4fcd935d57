// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "core/otlp/wire/trace_data.hpp"

namespace xray::otlp {

struct SegmentName {
    std::string name;
    std::string_view name_space;  // "aws", "remote" or empty
};

// What a span is called as a segment: a service, where its attributes name one, else the operation (the
// span's own name, freed of characters that X-Ray refuses). Source: AWS's exporter (docs/otlp.md, "Name").
[[nodiscard]] SegmentName name_segment(const Span& span, const Attributes& resource);

// aws.remote.service, for calls of AWS services without the prefix that Application Signals puts before it.
[[nodiscard]] std::string remote_service(const Attributes& attributes);

// The text without the characters that X-Ray refuses in names, at most 200 bytes, "span" if nothing is left.
[[nodiscard]] std::string clean_name(std::string_view text);

// Application Signals' mark on the span with which a service's part of the trace begins.
[[nodiscard]] bool is_local_root(const Span& span);

}  // namespace xray::otlp
