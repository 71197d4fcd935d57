// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>
#include <vector>

#include "core/base/ids.hpp"
#include "core/otlp/wire/protobuf_encoder.hpp"
#include "core/trace/trace.hpp"

namespace xray::otlp {

// One segment document after another as the spans that OTLP's receivers take: the mapping of
// document_spans(), of a document by itself. Segments and subsegments that are still in progress are left
// out; OTLP knows spans that have ended only.
class DocumentSpanEncoder {
public:
    // `text` has passed the rules (core/segment/segment_validator.hpp).
    [[nodiscard]] std::vector<EncodedSpan> encode(const TraceId& id, std::string_view text);

private:
    TraceAssembler assembler_{DocumentParts::kAll};
    Trace trace_;  // points into assembler_
};

}  // namespace xray::otlp
