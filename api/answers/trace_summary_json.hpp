// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "core/base/time.hpp"
#include "core/digest/trace_digest.hpp"
#include "core/json/json_writer.hpp"

namespace xray::api {

// Which annotations a summary tells.
enum class AnnotationKeys {
    kAny,
    kDocumented,  // only those whose keys have the characters that AWS documents
};

// Writes one element of TraceSummaries. `matched_event_time` is told for the time range types Event and
// Service only.
void write_trace_summary(JsonWriter& writer, const TraceDigest& digest,
                         std::optional<Micros> matched_event_time,
                         AnnotationKeys keys = AnnotationKeys::kAny);

// Writes a ServiceId: {AccountId, Name, Names, Type}. The same form stands in summaries, root causes and
// aliases.
void write_service_id(JsonWriter& writer, const DigestService& service);

}  // namespace xray::api
