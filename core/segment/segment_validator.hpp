// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/ids.hpp"

#include <tl/expected.hpp>

namespace xray {

// What the store must know of a document that passed the rules.
struct DocumentIdentity {
    TraceId trace_id;
    SegmentId id;
    bool complete = true;  // false: in_progress
    std::string name;
    double start_time = 0;  // seconds, as sent
    std::optional<double> end_time;
    // Set when the document had to be rewritten to be JSON (the bare words NaN and Infinity of the Python SDK
    // become null): the text to store instead of the original.
    std::optional<std::string> rewritten;
};

// Why the service refuses a document: an entry of UnprocessedTraceSegments.
struct DocumentRefusal {
    // The outer document's id as sent; none where none could be read.
    std::optional<std::string> id;
    std::string error_code;  // "MissingName", "InvalidTraceId", "ParseError", ...
    std::string message;     // "Invalid segment. ErrorCode: MissingName"

    // The rest is for the log and for GET /_emulator/stats; the service says nothing of it.

    // The member that broke the rule: "start_time", "subsegments[2].id"; empty for the document as a whole.
    std::string member = {};
    // What is wrong in plain words, with a cut of the value that was found.
    std::string explanation = {};
    // Where the text stops being JSON, in bytes from its beginning.
    std::optional<std::size_t> position = {};
};

// Applies the rules by which X-Ray accepts or refuses one segment document: required members, forms of ids,
// name characters, exactly one of end_time and in_progress, and the same for embedded subsegments, depth
// first. One bad embedded subsegment refuses the document. Reports the first broken rule in the service's
// order: parse, type, id, name, trace id, start, end or in_progress, parent id, embedded subsegments.
// Sources: the developer guide's "Segment documents", and answers of the service to deliberate probes
// (docs/fidelity.md).
//
// A validator keeps its memory between calls: use one per thread.
class SegmentValidator {
public:
    SegmentValidator();
    SegmentValidator(const SegmentValidator&) = delete;
    SegmentValidator& operator=(const SegmentValidator&) = delete;
    ~SegmentValidator();

    [[nodiscard]] tl::expected<DocumentIdentity, DocumentRefusal> validate(std::string_view document);

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace xray
