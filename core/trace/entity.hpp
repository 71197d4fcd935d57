// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/json/fwd.hpp>
#include <cstdint>
#include <optional>
#include <string_view>
#include <variant>
#include <vector>

#include "core/base/ids.hpp"
#include "core/base/time.hpp"

namespace xray {

// fault, error and throttle as a document gives them: independent of one another, absent means false.
struct Flags {
    bool fault = false;
    bool error = false;
    bool throttle = false;

    bool operator==(const Flags&) const = default;
    [[nodiscard]] bool ok() const { return !fault && !error && !throttle; }
};

// http.request and http.response, as far as readers ask for them. Empty text and a missing status mean "not
// recorded".
struct HttpView {
    std::string_view url;
    std::string_view method;
    std::string_view user_agent;
    std::string_view client_ip;
    std::optional<std::int64_t> status;
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
    // Segments: the caller; independent subsegments: the parent; embedded: none.
    std::optional<SegmentId> parent_id;
    // Subsegments: index of the entity that holds it; kNone for orphans.
    std::uint32_t parent = kNone;
    // Segments: index of the entity that parent_id names; kNone if it is unknown or was cut off a cycle.
    std::uint32_t caller = kNone;
    // Index of the segment at the top (of a segment its own); kNone below orphans.
    std::uint32_t segment = kNone;
    std::vector<std::uint32_t> children;  // attached subsegments, by start time and id

    double start_time = 0;           // epoch seconds, as sent
    std::optional<double> end_time;  // none while in progress
    Namespace name_space = Namespace::kNone;
    Flags flags;
    std::string_view origin;
    // The document's object for this entity; owned by the trace.
    const boost::json::object* object = nullptr;

    // Index of the entity above: the parent of a subsegment, the caller of a segment; kNone at a root.
    [[nodiscard]] std::uint32_t above() const { return subsegment ? parent : caller; }
    [[nodiscard]] bool in_progress() const { return !end_time.has_value(); }
    [[nodiscard]] Micros start() const { return micros_from_seconds(start_time); }
    [[nodiscard]] Micros end() const { return micros_from_seconds(end_time.value_or(start_time)); }
};

// What a downstream call leads to where the called service sent no segment: a node name and a type.
struct ResourceIdentity {
    // The graph's name for the node: the table, the queue's URL, the host ...
    std::string_view name;
    // The inferred document's origin; empty for remote hosts.
    std::string_view origin;
    std::string_view type;  // the node's Type: the origin, or "remote"
    // Written to aws.resource_names; empty where the service knows no resource.
    std::string_view resource_name;
};

// A segment the service adds for a completed subsegment of namespace aws or remote that no segment answers.
struct InferredSegment {
    SegmentId id;  // stable over reads
    std::uint32_t caller = Entity::kNone;
    ResourceIdentity identity;
};

// What a segment, or a subsegment below it, says it was led to by: work of another trace, such as the sending
// of the message that it takes in (`links` of segments; OpenTelemetry's span links).
struct TraceLink {
    std::uint32_t visit = 0;  // index into TraceDigest::visits
    TraceId trace;
    SegmentId id;
};

using AnnotationValue = std::variant<std::string_view, double, bool>;

struct DigestAnnotation {
    std::string_view key;
    AnnotationValue value;
    // The request on whose segment, or below it, the annotation stands.
    std::uint32_t visit = 0;
};

struct RootCauseException {
    std::string_view name;  // the exception's type
    std::string_view message;
};

}  // namespace xray
