// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/json/fwd.hpp>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "core/document_parser.hpp"
#include "core/error.hpp"
#include "core/ids.hpp"
#include "core/step_budget.hpp"
#include "core/time.hpp"
#include "core/trace_digest.hpp"

namespace xray {

// A stored document, as assemble_trace() takes it. `text` has passed the rules (core/segment_rules.hpp).
struct TraceDocument {
    std::string_view text;
    bool complete = true;
};

enum class Namespace : std::uint8_t {
    kNone,    // absent, or "local" as the Python SDK writes for custom subsegments
    kAws,     // a call of an AWS SDK
    kRemote,  // any other call to the outside
};

// A segment or subsegment: the document's members as far as X-Ray computes with them. The rest stays in
// `object`.
struct Entity {
    static constexpr std::uint32_t kNone = 0xffffffff;

    SegmentId id;
    std::string_view name;  // at most 200 characters
    bool subsegment = false;
    std::optional<SegmentId>
        parent_id;  // segments: the caller; independent subsegments: the parent; embedded: none
    // Subsegments: index of the entity that holds it; kNone for orphans.
    std::uint32_t parent = kNone;
    // Segments: index of the entity that parent_id names; kNone if it is unknown or was cut off a cycle.
    std::uint32_t caller = kNone;
    std::uint32_t segment =
        kNone;  // index of the segment at the top; a segment's own index; kNone below orphans
    std::vector<std::uint32_t> children;  // attached subsegments, by start time and id

    double start_time = 0;           // epoch seconds, as sent
    std::optional<double> end_time;  // none while in progress
    Namespace name_space = Namespace::kNone;
    Flags flags;
    std::string_view origin;
    const boost::json::object* object = nullptr;  // the document's object for this entity; owned by the trace

    [[nodiscard]] bool in_progress() const { return !end_time.has_value(); }
    [[nodiscard]] Micros start() const { return micros_from_seconds(start_time); }
    [[nodiscard]] Micros end() const { return micros_from_seconds(end_time.value_or(start_time)); }
};

// What a downstream call leads to where the called service sent no segment: a node name and a type.
struct ResourceIdentity {
    std::string_view name;    // the graph's name for the node: the table, the queue's URL, the host ...
    std::string_view origin;  // the inferred document's origin; empty for remote hosts
    std::string_view type;    // the node's Type: the origin, or "remote"
    std::string_view
        resource_name;  // written to aws.resource_names; empty where the service knows no resource
};

// A segment the service adds for a completed subsegment of namespace aws or remote that no segment answers.
struct InferredSegment {
    SegmentId id;  // stable over reads
    std::uint32_t caller = Entity::kNone;
    ResourceIdentity identity;
};

// One trace, put together from its documents in any order of arrival.
struct Trace {
    TraceId id;
    std::vector<Entity> entities;
    std::vector<std::uint32_t> segments;    // by start time and id
    std::vector<InferredSegment> inferred;  // by start time and id of their callers
    // Subsegments whose parent has not come, or was cut off a cycle; by start time and id.
    std::vector<std::uint32_t> orphans;
    std::uint32_t cycles_cut = 0;        // links to parents that were cut because they closed a cycle
    std::shared_ptr<const void> memory;  // of a trace that stands alone: what its views point into
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

// Length from the earliest positive start to the latest end, over all segments and attached subsegments. None
// if nothing has started and ended yet, or while a segment without a parent is in progress.
[[nodiscard]] std::optional<Micros> trace_duration(const Trace& trace);

}  // namespace xray
