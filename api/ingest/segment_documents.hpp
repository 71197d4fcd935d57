// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "api/request/model.hpp"
#include "core/base/error.hpp"

namespace xray::api {

// The documents of one PutTraceSegments call, in their order. A null among them is an empty text: no
// document, and refused like any other text that is none.
class SegmentDocuments {
public:
    // Views into this object, which must outlive them and stay where it is.
    [[nodiscard]] std::vector<std::string_view> texts() const;

private:
    friend struct SegmentDocumentsHandler;

    std::string all_;                                         // one after another
    std::vector<std::pair<std::size_t, std::size_t>> parts_;  // where each begins in all_, and its size
};

// Reads the body of a PutTraceSegments call in one pass. Only the documents are kept, whatever else the body
// holds: its memory is that of the body's own text. `input` is the call's in the service model.
// Errors: kSerialization for no JSON, a wrong type, or nesting deeper than kMaxRequestDepth; kValidation
// without a list; kInvalidRequest for an empty one, or one of more than kMaxDocuments (core/base/limits.hpp).
[[nodiscard]] Result<SegmentDocuments> read_segment_documents(const model::Shape& input,
                                                              std::string_view body);

}  // namespace xray::api
