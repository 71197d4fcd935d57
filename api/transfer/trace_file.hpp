// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.hpp"
#include "core/base/ids.hpp"
#include "core/json/json_writer.hpp"
#include "core/trace/trace.hpp"
#include "storage/trace_store.hpp"

namespace xray::api {

// A trace as it is kept outside of the emulator.
struct KeptTrace {
    TraceId id;
    std::vector<std::string> documents;
};

// Writes a trace as one line of an export: what BatchGetTraces tells of it, and beside that its documents as
// they were sent, under `Documents`: the service's form leaves out what its schema does not know, and
// orphans.
void write_kept_trace(std::string& line, const storage::StoredTrace& stored);

// Reads traces out of a file: an export, or what `aws xray batch-get-traces` prints. Of a trace without
// `Documents` its `Segments` count, but for inferred ones, which the emulator works out by itself. Little
// more memory is taken than the documents need, whatever else the text holds. Error kInvalidRequest, which
// names the line: no JSON, no traces, a document that is no text, or more documents than `most_documents`.
[[nodiscard]] Result<std::vector<KeptTrace>> read_kept_traces(
    std::string_view text, std::size_t most_documents = std::numeric_limits<std::size_t>::max());

// Puts a kept trace together.
[[nodiscard]] Trace assemble(const KeptTrace& kept);

}  // namespace xray::api
