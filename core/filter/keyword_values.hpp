// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <variant>
#include <vector>

#include "core/digest/trace_digest.hpp"
#include "core/filter/syntax/ast.hpp"

namespace xray::filter {

// What a clause is about: the values of its keywords come from here. One type for each kind of braces.

// No braces: the trace as a whole.
struct TraceSubject {
    const TraceDigest& digest;
};

// One request as somebody recorded it: a visit, or a call.
struct RequestSubject {
    RequestSubject(const TraceDigest& trace, std::uint32_t visit_index);
    RequestSubject(const TraceDigest& trace, const Call& call);

    const TraceDigest& digest;
    Flags flags;
    HttpView http;
    Micros start = 0;
    std::optional<Micros> end;
    std::optional<Micros> last_end;
    // The visit that tells the rest: user, zone, instance, ARN, annotations. Of a call that is its caller's;
    // a client records nothing, so for its calls it is the root segment's.
    std::uint32_t visit = Call::kNoVisit;
};

// service() { }: a request that a node handled; of a client node, a call that it made.
struct ServiceSubject {
    const DigestService& service;
    RequestSubject request;
    bool root = false;  // the request is the root segment
};

// edge() { }: a call.
struct EdgeSubject {
    RequestSubject request;
    const Call& call;
};

// rootcause.X.Y { }: an element of a list. What this kind of element has not is missing.
struct CauseSubject {
    std::string_view name;
    std::string_view type;
    std::string_view message;
    std::optional<bool> inferred;
    std::optional<bool> remote;
    std::optional<double> coverage;
    std::size_t index = 0;
    std::size_t list_size = 0;
};

using Subject = std::variant<TraceSubject, ServiceSubject, EdgeSubject, CauseSubject>;

// Whether a value of the keyword passes its condition. Groups and rootcause.json are not answered here.
[[nodiscard]] bool holds_for(const Comparison& comparison, const Subject& subject);

// The first `most` different values that the keyword has there, whatever they are compared with; none where
// nothing is recorded, and for groups and rootcause.json. Borrowed from the digest.
[[nodiscard]] std::vector<AnnotationValue> values_of(const Comparison& comparison, const Subject& subject,
                                                     std::size_t most);

}  // namespace xray::filter
