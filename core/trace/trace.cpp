// SPDX-License-Identifier: Apache-2.0
#include "core/trace/trace.hpp"

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/monotonic_resource.hpp>
#include <boost/json/object.hpp>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <tuple>
#include <utility>

#include "core/base/id_map.hpp"
#include "core/json/document_parser.hpp"
#include "core/json/json_members.hpp"
#include "core/trace/entity_fields.hpp"
#include "core/trace/resource_identity.hpp"

namespace xray {
namespace {

namespace json = boost::json;

// Ours: bounds the recursion of whatever walks down a trace.
constexpr std::uint32_t kMaxSubsegmentDepth = 200;

// The parsed documents of a few segments of usual size; the heap helps out beyond.
constexpr std::size_t kParsedBytes = 64 * 1024;

// Decides, document by document, which version of every segment and subsegment counts.
class EntityCollector {
public:
    // Forgets the entities of the trace before.
    void clear(std::size_t documents) {
        segments_.clear(documents);
        subsegments_.clear(4 * documents);
    }

    // Takes a document's top entity and all that is embedded in it.
    void add_document(Trace& trace, const json::object& object) {
        Entity entity = decode_entity(object);
        const bool subsegment = entity.subsegment;
        add(trace, std::move(entity), subsegment ? subsegments_ : segments_);
    }

    // The entity that a parent_id means: a segment before a subsegment of the same id.
    [[nodiscard]] std::uint32_t find(SegmentId id) const {
        if (const std::uint32_t* segment = segments_.find(id.value())) return *segment;
        const std::uint32_t* subsegment = subsegments_.find(id.value());
        return subsegment == nullptr ? Entity::kNone : *subsegment;
    }

private:
    void add(Trace& trace, Entity entity, IdMap& index) {
        const json::object& object = *entity.object;
        const SegmentId id = entity.id;
        const auto [known, is_new] =
            index.insert(id.value(), static_cast<std::uint32_t>(trace.entities.size()));
        if (is_new) {
            trace.entities.push_back(std::move(entity));
        } else {
            Entity& current = trace.entities[*known];
            // What is completed never changes again, and a repeat cannot bring another tree. What an
            // in-progress version carries stays, whichever of the two came first.
            if (!current.in_progress()) {
                if (!entity.in_progress()) return;
            } else {
                current = std::move(entity);
            }
        }
        add_embedded(trace, object, id);
    }

    void add_embedded(Trace& trace, const json::object& parent, SegmentId parent_id) {
        const json::value* subsegments = member(parent, "subsegments");
        if (subsegments == nullptr || !subsegments->is_array()) return;
        for (const json::value& item : subsegments->get_array()) {
            const json::object* object = item.if_object();
            if (object == nullptr) continue;
            Entity entity = decode_entity(*object);
            entity.subsegment = true;
            // The Go SDK writes the root segment's id into every embedded subsegment: nesting decides.
            entity.parent_id = parent_id;
            add(trace, std::move(entity), subsegments_);
        }
    }

    IdMap segments_;
    IdMap subsegments_;
};

auto by_start_and_id(const std::vector<Entity>& entities) {
    return [&entities](std::uint32_t a, std::uint32_t b) {
        return std::tuple(entities[a].start_time, entities[a].id) <
               std::tuple(entities[b].start_time, entities[b].id);
    };
}

// The link that leads up from an entity (Entity::above()), to be set.
std::uint32_t& link_up(Entity& entity) {
    return entity.subsegment ? entity.parent : entity.caller;
}

// What stands on the cycle of `member`, and is to become a root of its own: the earliest segment, because a
// segment that nobody called is nothing unusual; else the earliest subsegment.
std::uint32_t where_to_cut(std::vector<Entity>& entities, std::uint32_t member) {
    const auto key = [&entities](std::uint32_t index) {
        const Entity& entity = entities[index];
        return std::tuple(entity.subsegment, entity.start_time, entity.id);
    };
    std::uint32_t first = member;
    for (std::uint32_t at = entities[member].above(); at != member; at = entities[at].above()) {
        if (key(at) < key(first)) first = at;
    }
    return first;
}

// Leaves no entity above itself, so that every later climb ends. Each entity is climbed once: `climbs` holds,
// for every entity, the number of the climb that met it.
void cut_cycles(Trace& trace, std::vector<std::uint32_t>& climbs) {
    std::vector<Entity>& entities = trace.entities;
    climbs.assign(entities.size(), 0);
    for (std::uint32_t i = 0; i < entities.size(); ++i) {
        const std::uint32_t climb = i + 1;
        std::uint32_t at = i;
        while (at != Entity::kNone && climbs[at] == 0) {
            climbs[at] = climb;
            at = entities[at].above();
        }
        if (at == Entity::kNone || climbs[at] != climb) continue;
        link_up(entities[where_to_cut(entities, at)]) = Entity::kNone;
        ++trace.cycles_cut;
    }
}

// Finds the parents of subsegments and the callers of segments: a forest, whatever the documents say.
void link_entities(Trace& trace, const EntityCollector& collector, std::vector<std::uint32_t>& climbs) {
    for (Entity& entity : trace.entities) {
        link_up(entity) = entity.parent_id ? collector.find(*entity.parent_id) : Entity::kNone;
    }
    cut_cycles(trace, climbs);
    for (std::uint32_t i = 0; i < trace.entities.size(); ++i) {
        Entity& entity = trace.entities[i];
        if (!entity.subsegment) {
            entity.segment = i;
            trace.segments.push_back(i);
        } else if (entity.parent == Entity::kNone) {
            trace.orphans.push_back(i);
        } else {
            trace.entities[entity.parent].children.push_back(i);
        }
    }
}

// Walks down from one top entity: tells everything below which segment it belongs to, orders children, and
// keeps the nesting within bounds. Iterative, because the depth is in the hands of the sender.
void settle_tree(Trace& trace, std::uint32_t top) {
    const auto before = by_start_and_id(trace.entities);
    std::vector<std::pair<std::uint32_t, std::uint32_t>> open = {{top, 0}};  // entity, depth
    while (!open.empty()) {
        const auto [index, depth] = open.back();
        open.pop_back();
        std::vector<std::uint32_t>& children = trace.entities[index].children;
        if (depth == kMaxSubsegmentDepth) {
            // All that lies deeper becomes a direct child of this one.
            for (std::size_t k = 0; k < children.size(); ++k) {
                const std::vector<std::uint32_t> below = std::move(trace.entities[children[k]].children);
                trace.entities[children[k]].children.clear();
                for (const std::uint32_t entity : below) {
                    trace.entities[entity].parent = index;
                    children.push_back(entity);
                }
            }
        }
        std::sort(children.begin(), children.end(), before);
        for (const std::uint32_t child : children) {
            trace.entities[child].segment = trace.entities[index].segment;
            open.emplace_back(child, depth + 1);
        }
    }
}

void infer_segments(Trace& trace, IdMap& answered, std::deque<std::string>& texts) {
    answered.clear(trace.segments.size());
    for (const std::uint32_t segment : trace.segments) {
        const std::optional<SegmentId>& parent = trace.entities[segment].parent_id;
        if (parent) answered.insert(parent->value(), segment);
    }
    for (std::uint32_t i = 0; i < trace.entities.size(); ++i) {
        const Entity& call = trace.entities[i];
        if (!call.subsegment || call.segment == Entity::kNone || call.in_progress()) continue;
        if (call.name_space == Namespace::kNone || answered.find(call.id.value()) != nullptr) continue;
        trace.inferred.push_back(
            {derived_segment_id(trace.id, call.id, 0), i, identify_resource(call, texts)});
    }
    const auto before = by_start_and_id(trace.entities);
    std::sort(trace.inferred.begin(), trace.inferred.end(),
              [&](const InferredSegment& a, const InferredSegment& b) { return before(a.caller, b.caller); });
}

tl::unexpected<Error> out_of_steps(const StepBudget& budget) {
    return fail(ErrorCode::kInternal,
                "its documents take more than " + std::to_string(budget.limit()) + " steps of work");
}

}  // namespace

struct TraceAssembler::Impl {
    explicit Impl(DocumentParts parts) : parser(parts) {}

    std::unique_ptr<unsigned char[]> buffer = std::make_unique_for_overwrite<unsigned char[]>(kParsedBytes);
    // Made anew for each trace: release() would keep the size of its next block, which doubles with every
    // block that a large trace needs beyond the buffer.
    std::optional<json::monotonic_resource> memory;
    std::vector<json::value> values;  // in `memory`; must go before it
    std::deque<std::string> texts;    // names made up by assembly ("AWS::<name>")
    DocumentParser parser;
    EntityCollector collector;
    IdMap answered;
    std::vector<std::uint32_t> climbs;
};

TraceAssembler::TraceAssembler(DocumentParts parts) : impl_(std::make_unique<Impl>(parts)) {}
TraceAssembler::~TraceAssembler() = default;

void TraceAssembler::assemble(const TraceId& id, std::span<const TraceDocument> documents, Trace& trace) {
    StepBudget unlimited;
    (void)assemble_within(unlimited, id, documents, trace);
}

Result<void> TraceAssembler::assemble_within(StepBudget& budget, const TraceId& id,
                                             std::span<const TraceDocument> documents, Trace& trace) {
    Impl& work = *impl_;
    work.values.clear();
    work.memory.emplace(work.buffer.get(), kParsedBytes);
    work.texts.clear();
    work.collector.clear(documents.size());
    trace.id = id;
    trace.entities.clear();
    trace.segments.clear();
    trace.inferred.clear();
    trace.orphans.clear();
    trace.cycles_cut = 0;
    trace.memory.reset();

    work.values.reserve(documents.size());
    for (const TraceDocument& document : documents) {
        const std::size_t known = trace.entities.size();
        if (!budget.spend(1 + document.text.size() / StepBudget::kBytesPerStep)) return out_of_steps(budget);
        std::optional<json::value> value = work.parser.parse(document.text, &*work.memory);
        if (!value || !value->is_object()) continue;
        work.values.push_back(std::move(*value));
        work.collector.add_document(trace, work.values.back().get_object());
        if (!budget.spend(trace.entities.size() - known)) return out_of_steps(budget);
    }
    link_entities(trace, work.collector, work.climbs);
    const auto before = by_start_and_id(trace.entities);
    std::sort(trace.segments.begin(), trace.segments.end(), before);
    std::sort(trace.orphans.begin(), trace.orphans.end(), before);
    for (const std::uint32_t segment : trace.segments) settle_tree(trace, segment);
    for (const std::uint32_t orphan : trace.orphans) settle_tree(trace, orphan);
    infer_segments(trace, work.answered, work.texts);
    return {};
}

Trace assemble_trace(const TraceId& id, std::span<const TraceDocument> documents) {
    const auto assembler = std::make_shared<TraceAssembler>(DocumentParts::kAll);
    Trace trace;
    assembler->assemble(id, documents, trace);
    trace.memory = assembler;
    return trace;
}

std::optional<Micros> trace_duration(const Trace& trace) {
    Micros first = kMaxTime;
    Micros last = kMinTime;
    for (const Entity& entity : trace.entities) {
        if (entity.segment == Entity::kNone) continue;
        if (entity.start() > 0) first = std::min(first, entity.start());
        if (!entity.in_progress()) last = std::max(last, entity.end());
    }
    if (first == kMaxTime || last == kMinTime) return std::nullopt;
    return std::max<Micros>(0, last - first);
}

}  // namespace xray
