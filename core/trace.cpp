// SPDX-License-Identifier: Apache-2.0
#include "core/trace.hpp"

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/monotonic_resource.hpp>
#include <boost/json/object.hpp>
#include <deque>
#include <string>
#include <tuple>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "core/document_parser.hpp"
#include "core/json_members.hpp"
#include "core/resource_identity.hpp"
#include "core/segment_decoder.hpp"

namespace xray {
namespace {

namespace json = boost::json;

constexpr std::uint32_t kMaxSubsegmentDepth = 200;

// The parsed documents of a trace. The values live in the resource's memory and must go before it.
struct ParsedDocuments {
    json::monotonic_resource memory{16 * 1024};
    std::vector<json::value> values;
};

// Decides, document by document, which version of every segment and subsegment counts.
class EntityCollector {
public:
    explicit EntityCollector(Trace& trace) : trace_(trace) {}

    // Takes a document's top entity and all that is embedded in it.
    void add_document(const json::object& object) {
        Entity entity = decode_entity(object);
        const bool subsegment = entity.subsegment;
        add(std::move(entity), subsegment ? subsegments_ : segments_);
    }

    // The entity that a parent_id means: a segment before a subsegment of the same id.
    [[nodiscard]] std::uint32_t find(SegmentId id) const {
        if (const auto segment = segments_.find(id.value()); segment != segments_.end())
            return segment->second;
        const auto subsegment = subsegments_.find(id.value());
        return subsegment == subsegments_.end() ? Entity::kNone : subsegment->second;
    }

private:
    using Index = std::unordered_map<std::uint64_t, std::uint32_t>;

    void add(Entity entity, Index& index) {
        const json::object& object = *entity.object;
        const SegmentId id = entity.id;
        const auto known = index.find(id.value());
        if (known == index.end()) {
            index.emplace(id.value(), static_cast<std::uint32_t>(trace_.entities.size()));
            trace_.entities.push_back(std::move(entity));
        } else {
            Entity& current = trace_.entities[known->second];
            // What is completed never changes again, and a repeat cannot bring another tree. What an
            // in-progress version carries stays, whichever of the two came first.
            if (!current.in_progress()) {
                if (!entity.in_progress()) return;
            } else {
                current = std::move(entity);
            }
        }
        add_embedded(object, id);
    }

    void add_embedded(const json::object& parent, SegmentId parent_id) {
        const json::value* subsegments = member(parent, "subsegments");
        if (subsegments == nullptr || !subsegments->is_array()) return;
        for (const json::value& item : subsegments->get_array()) {
            const json::object* object = item.if_object();
            if (object == nullptr) continue;
            Entity entity = decode_entity(*object);
            entity.subsegment = true;
            // The Go SDK writes the root segment's id into every embedded subsegment: nesting decides.
            entity.parent_id = parent_id;
            add(std::move(entity), subsegments_);
        }
    }

    Trace& trace_;
    Index segments_;
    Index subsegments_;
};

auto by_start_and_id(const std::vector<Entity>& entities) {
    return [&entities](std::uint32_t a, std::uint32_t b) {
        return std::tuple(entities[a].start_time, entities[a].id) <
               std::tuple(entities[b].start_time, entities[b].id);
    };
}

// Hangs subsegments below their parents and finds segments and orphans.
void link_entities(Trace& trace, const EntityCollector& collector) {
    for (std::uint32_t i = 0; i < trace.entities.size(); ++i) {
        Entity& entity = trace.entities[i];
        if (!entity.subsegment) {
            entity.segment = i;
            trace.segments.push_back(i);
            continue;
        }
        const std::uint32_t parent = entity.parent_id ? collector.find(*entity.parent_id) : Entity::kNone;
        if (parent == Entity::kNone || parent == i) {
            trace.orphans.push_back(i);
            continue;
        }
        entity.parent = parent;
        trace.entities[parent].children.push_back(i);
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

void infer_segments(Trace& trace, std::deque<std::string>& texts) {
    std::unordered_set<std::uint64_t> answered;
    for (const std::uint32_t segment : trace.segments) {
        if (trace.entities[segment].parent_id) answered.insert(trace.entities[segment].parent_id->value());
    }
    for (std::uint32_t i = 0; i < trace.entities.size(); ++i) {
        const Entity& call = trace.entities[i];
        if (!call.subsegment || call.segment == Entity::kNone || call.in_progress()) continue;
        if (call.name_space == Namespace::kNone || answered.contains(call.id.value())) continue;
        trace.inferred.push_back(
            {derived_segment_id(trace.id, call.id, 0), i, identify_resource(call, texts)});
    }
    const auto before = by_start_and_id(trace.entities);
    std::sort(trace.inferred.begin(), trace.inferred.end(),
              [&](const InferredSegment& a, const InferredSegment& b) { return before(a.caller, b.caller); });
}

}  // namespace

Trace assemble_trace(const TraceId& id, std::span<const TraceDocument> documents) {
    Trace trace;
    trace.id = id;
    auto parsed = std::make_shared<ParsedDocuments>();
    auto texts = std::make_shared<std::deque<std::string>>();
    parsed->values.reserve(documents.size());

    DocumentParser parser;
    EntityCollector collector(trace);
    for (const TraceDocument& document : documents) {
        std::optional<json::value> value = parser.parse(document.text, &parsed->memory);
        if (!value || !value->is_object()) continue;
        parsed->values.push_back(std::move(*value));
        collector.add_document(parsed->values.back().get_object());
    }
    link_entities(trace, collector);
    const auto before = by_start_and_id(trace.entities);
    std::sort(trace.segments.begin(), trace.segments.end(), before);
    std::sort(trace.orphans.begin(), trace.orphans.end(), before);
    for (const std::uint32_t segment : trace.segments) settle_tree(trace, segment);
    for (const std::uint32_t orphan : trace.orphans) settle_tree(trace, orphan);
    infer_segments(trace, *texts);
    trace.documents = std::move(parsed);
    trace.texts = std::move(texts);
    return trace;
}

std::optional<Micros> trace_duration(const Trace& trace) {
    Micros first = kMaxTime;
    Micros last = kMinTime;
    for (const Entity& entity : trace.entities) {
        if (entity.segment == Entity::kNone) continue;
        if (!entity.subsegment && !entity.parent_id && entity.in_progress()) return std::nullopt;
        if (entity.start() > 0) first = std::min(first, entity.start());
        if (!entity.in_progress()) last = std::max(last, entity.end());
    }
    if (first == kMaxTime || last == kMinTime) return std::nullopt;
    return std::max<Micros>(0, last - first);
}

}  // namespace xray
