// SPDX-License-Identifier: Apache-2.0
#include "core/trace/missing_parts.hpp"

#include <optional>

#include "core/base/id_map.hpp"
#include "core/json/json_members.hpp"

namespace xray {
namespace {

constexpr std::size_t kMostParts = 100;

bool says_traced(const Entity& call) {
    if (is_true(*call.object, "traced")) return true;
    const boost::json::object* http = object_member(*call.object, "http");
    const boost::json::object* request = http == nullptr ? nullptr : object_member(*http, "request");
    return request != nullptr && is_true(*request, "traced");
}

// Whether the parent that the entity names has not come; one that was cut off a cycle is there.
bool lacks_parent(const Entity& entity, IdMap& known) {
    if (!entity.parent_id) return false;
    return entity.above() == Entity::kNone && known.find(entity.parent_id->value()) == nullptr;
}

}  // namespace

std::vector<MissingPart> missing_parts(const Trace& trace) {
    IdMap known;
    IdMap called;
    known.clear(trace.entities.size());
    called.clear(trace.segments.size());
    for (std::uint32_t i = 0; i < trace.entities.size(); ++i) known.insert(trace.entities[i].id.value(), i);
    for (const std::uint32_t segment : trace.segments) {
        const std::optional<SegmentId>& parent = trace.entities[segment].parent_id;
        if (parent) called.insert(parent->value(), segment);
    }
    std::vector<MissingPart> parts;
    for (const Entity& entity : trace.entities) {
        if (parts.size() >= kMostParts) break;
        if (lacks_parent(entity, known))
            parts.push_back({MissingPart::Kind::kParent, entity.name, *entity.parent_id});
        if (!entity.subsegment && entity.in_progress())
            parts.push_back({MissingPart::Kind::kEnd, entity.name, entity.id});
        const bool is_finished_call = entity.subsegment && !entity.in_progress();
        if (is_finished_call && says_traced(entity) && called.find(entity.id.value()) == nullptr)
            parts.push_back({MissingPart::Kind::kCallee, entity.name, entity.id});
    }
    return parts;
}

std::string to_string(const MissingPart& part) {
    const std::string name = "\"" + std::string(part.name) + "\"";
    const std::string id = part.id.to_string();
    switch (part.kind) {
        case MissingPart::Kind::kEnd:
            return "segment " + name + " (" + id + ") is in progress";
        case MissingPart::Kind::kParent:
            return "the parent " + id + " of " + name + " has not arrived";
        case MissingPart::Kind::kCallee:
            break;
    }
    return "the call to " + name + " (" + id + ") says traced, and no segment of the callee has arrived";
}

}  // namespace xray
