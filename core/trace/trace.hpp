// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/json/fwd.hpp>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "core/base/error.hpp"
#include "core/base/ids.hpp"
#include "core/base/step_budget.hpp"
#include "core/base/time.hpp"
#include "core/json/document_parser.hpp"
#include "core/trace/entity.hpp"

namespace xray {

// A stored document, as assemble_trace() takes it. `text` has passed the rules
// (core/segment/segment_validator.hpp).
struct TraceDocument {
    std::string_view text;
    bool complete = true;
};

// One trace, put together from its documents in any order of arrival.
struct Trace {
    TraceId id;
    std::vector<Entity> entities;
    std::vector<std::uint32_t> segments;    // by start time and id
    std::vector<InferredSegment> inferred;  // by start time and id of their callers
    // Subsegments whose parent has not come, or was cut off a cycle; by start time and id.
    std::vector<std::uint32_t> orphans;
    // Links to parents that were cut because they closed a cycle.
    std::uint32_t cycles_cut = 0;
    // What the views of a trace point into that assemble_trace() returned.
    std::shared_ptr<const void> memory;
};

// Puts a trace together; `documents` in the order of their receipt. The result does not depend on that
// order, nor on repeats, except between documents that contradict one another: then the first completed
// version of an id wins, and any completed one beats those in progress (docs/fidelity.md).
//
// - Independent subsegments are folded into their parent, segment or subsegment, whichever came first.
// - Subsegments that came before their parent was completed stay attached to it.
// - A subsegment below more than 200 others is attached to the 200th: nesting is bounded whatever is sent.
// - Entities that are, over others or directly, their own parent or caller cannot be: the cycle is cut
//   above its earliest segment, or above its earliest subsegment if it has no segment. What was cut is left
//   without a caller or is an orphan, and Trace::cycles_cut counts it. So parents and callers form a
//   forest: every climb ends, and every walk down meets an entity once.
// - Texts that are no JSON objects are skipped.
//
// The trace owns what it points into.
[[nodiscard]] Trace assemble_trace(const TraceId& id, std::span<const TraceDocument> documents);

// The same for one trace after another, reusing the memory of the one before: several times as fast.
class TraceAssembler {
public:
    // `parts`: what of the documents is built, and thus to be found at Entity::object.
    explicit TraceAssembler(DocumentParts parts);
    TraceAssembler(const TraceAssembler&) = delete;
    TraceAssembler& operator=(const TraceAssembler&) = delete;
    ~TraceAssembler();

    // Fills `trace`, whatever it held. It points into the assembler and is valid until the next call.
    void assemble(const TraceId& id, std::span<const TraceDocument> documents, Trace& trace);

    // The same within a budget: each segment or subsegment, and StepBudget::kBytesPerStep of text, is a
    // step. An Error says that there were not enough; then `trace` holds what was decoded until then, not
    // yet put together.
    [[nodiscard]] Result<void> assemble_within(StepBudget& budget, const TraceId& id,
                                               std::span<const TraceDocument> documents, Trace& trace);

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

// Length from the earliest positive start of all segments and attached subsegments, finished or not, to the
// latest end of those that have ended (seen 2026-09). None if nothing has started and ended yet.
[[nodiscard]] std::optional<Micros> trace_duration(const Trace& trace);

}  // namespace xray
