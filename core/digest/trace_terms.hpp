// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "core/digest/trace_digest.hpp"

namespace xray {

// A fact about a trace that can be looked up by equality, as a number: a hash of what kind of fact it is and
// of its text. Two facts may share a number, so whoever finds a trace by a term must still ask the trace. The
// numbers are the same on every machine and may be stored.
using TraceTerm = std::uint64_t;

// Goes up whenever the terms of some trace change; stored terms of another version are of no use.
inline constexpr std::uint32_t kTermVersion = 2;

// A node of this name is part of the trace.
[[nodiscard]] TraceTerm term_of_service(std::string_view name);
// A request was made for this user.
[[nodiscard]] TraceTerm term_of_user(std::string_view user);
// The root segment recorded this http.request.url.
[[nodiscard]] TraceTerm term_of_root_url(std::string_view url);
// An annotation of this key is there, whatever its value.
[[nodiscard]] TraceTerm term_of_annotation_key(std::string_view key);
// An annotation of this key has this value; values of different types are different.
[[nodiscard]] TraceTerm term_of_annotation(std::string_view key, const AnnotationValue& value);

// The outcome of the trace, as TraceDigest::flags tells it; and whether it has any of the three.
[[nodiscard]] TraceTerm term_of_fault();
[[nodiscard]] TraceTerm term_of_error();
[[nodiscard]] TraceTerm term_of_throttle();
[[nodiscard]] TraceTerm term_of_trouble();
// Some parent_id names nothing of the trace.
[[nodiscard]] TraceTerm term_of_partial();
// The root segment recorded this http.response.status.
[[nodiscard]] TraceTerm term_of_root_status(std::int64_t status);

// All terms of a trace into `terms`: sorted, each once.
void collect_terms(const TraceDigest& digest, std::vector<TraceTerm>& terms);

}  // namespace xray
