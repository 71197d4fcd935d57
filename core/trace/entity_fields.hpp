// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/json/fwd.hpp>
#include <string_view>
#include <vector>

#include "core/base/limits.hpp"
#include "core/trace/entity.hpp"

namespace xray {

// Segment names longer than this (documented) are cut, not refused (seen 2026-09).
inline constexpr std::size_t kMaxNameCharacters = 200;

// Reads the entity at the top of a document. The object has passed the rules and outlives the entity.
[[nodiscard]] Entity decode_entity(const boost::json::object& object);

// http.request and http.response of an entity.
[[nodiscard]] HttpView http_of(const Entity& entity);

// The annotations of one entity: texts, numbers and booleans; anything else is no annotation and is left out.
void append_annotations(const Entity& entity, std::uint32_t visit, std::vector<DigestAnnotation>& out);

// The links of one entity to what led to it, up to kMaxTraceLinks of a trace.
void append_links(const Entity& entity, std::uint32_t visit, std::vector<TraceLink>& out);

// Whether one of the entity's links names the message that called it (`aws.xray.reserved.reference_type` is
// `parent`, as Lambda writes for queues): then no client did.
[[nodiscard]] bool is_called_by_link(const Entity& entity);

// The exceptions of the entity's cause, as root causes name them.
[[nodiscard]] std::vector<RootCauseException> exceptions_of(const Entity& entity);

// The id of an exception recorded elsewhere in the trace, where the cause is only such a reference; else
// empty.
[[nodiscard]] std::string_view cause_reference(const Entity& entity);

// Whether one of the entity's own exceptions has this id.
[[nodiscard]] bool owns_exception(const Entity& entity, std::string_view exception_id);

}  // namespace xray
