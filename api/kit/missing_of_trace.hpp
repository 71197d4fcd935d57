// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "core/base/ids.hpp"
#include "storage/trace_store.hpp"

namespace xray::api {

// What a stored trace waits for (core/trace/missing_parts.hpp), in words; nothing where it is whole or is not
// there. Looks at the trace's documents, so that it must not be called while the store visits digests.
[[nodiscard]] std::vector<std::string> missing_of_trace(storage::TraceStore& store, const TraceId& id);

// Whether some finished call of the trace says that its callee is traced, and the callee is not there. The
// same, but quick where no document says so.
[[nodiscard]] bool lacks_callee(storage::TraceStore& store, const TraceId& id);

}  // namespace xray::api
