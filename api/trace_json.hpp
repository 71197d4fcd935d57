// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/json_writer.hpp"
#include "storage/trace_store.hpp"

namespace xray::api {

// Writes a stored trace in the shape of BatchGetTraces: {Duration, Id, LimitExceeded, Segments[{Document,
// Id}]}. Segments come first, by start time, then the inferred ones.
void write_trace(JsonWriter& writer, const storage::StoredTrace& stored);

// The same in the shape of ListRetrievedTraces, format XRAY: {Duration, Id, Spans[{Document, Id}]}.
void write_retrieved_trace(JsonWriter& writer, const storage::StoredTrace& stored);

}  // namespace xray::api
