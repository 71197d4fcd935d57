// SPDX-License-Identifier: Apache-2.0
#include "api/answers/trace_links.hpp"

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <optional>

#include "core/json/json_members.hpp"

namespace xray::api {
namespace {

namespace json = boost::json;

// Documented: the links of a retrieved service.
constexpr std::size_t kMaxLinksPerService = 100;
// Ours: the destinations of one link. A trace has 100 links at most.
constexpr std::size_t kMaxDestinations = 100;
constexpr std::string_view kReferenceType = "aws.xray.reserved.reference_type";

std::string account_of(const Entity& segment, std::string_view own_account) {
    const json::object* aws = object_member(*segment.object, "aws");
    const std::string_view account = aws == nullptr ? std::string_view() : text_member(*aws, "account_id");
    return account == own_account ? std::string() : std::string(account);
}

}  // namespace

void TraceLinks::add(const Trace& trace, std::string_view own_account) {
    for (const Entity& entity : trace.entities) {
        if (entity.segment == Entity::kNone) continue;
        const json::value* links = member(*entity.object, "links");
        if (links == nullptr || !links->is_array()) continue;
        const Entity& segment = trace.entities[entity.segment];
        const Service service(segment.name, segment.origin, account_of(segment, own_account));
        for (const json::value& item : links->get_array()) {
            if (const json::object* link = item.if_object()) note(service, trace.id, *link);
        }
    }
}

void TraceLinks::note(const Service& service, const TraceId& source, const json::object& link) {
    const std::optional<TraceId> destination = TraceId::parse(text_member(link, "trace_id"));
    if (!destination) return;
    const json::object* attributes = object_member(link, "attributes");
    const std::string_view type =
        attributes == nullptr ? std::string_view() : text_member(*attributes, kReferenceType);
    std::vector<Link>& links = links_[service];
    auto found = std::find_if(links.begin(), links.end(), [&](const Link& other) {
        return other.source == source && other.reference_type == type;
    });
    if (found == links.end() && links.size() == kMaxLinksPerService) return;
    if (found == links.end()) found = links.insert(links.end(), {source, std::string(type), {}});
    std::vector<TraceId>& known = found->destinations;
    if (known.size() == kMaxDestinations) return;
    if (std::find(known.begin(), known.end(), *destination) == known.end()) known.push_back(*destination);
}

void TraceLinks::write(JsonWriter& writer, const GraphNode& node) const {
    writer.begin_array();
    const auto found = links_.find(Service(node.name, node.type, node.account_id));
    if (found != links_.end() && !node.client) {
        for (const Link& link : found->second) {
            writer.begin_object();
            writer.key("DestinationTraceIds");
            writer.begin_array();
            for (const TraceId& id : link.destinations) writer.text(id.to_string());
            writer.end_array();
            writer.key("ReferenceType");
            writer.text_or_null(link.reference_type);
            writer.key("SourceTraceId");
            writer.text(link.source.to_string());
            writer.end_object();
        }
    }
    writer.end_array();
}

}  // namespace xray::api
