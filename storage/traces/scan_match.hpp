// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/digest/trace_digest.hpp"
#include "storage/types.hpp"

namespace xray::storage {

// The time of a trace that a scan goes by.
[[nodiscard]] Micros scanned_time(const TraceScan& scan, const TraceDigest& digest);

// Whether a scan meets a trace: what the statements of ScanPlanner decide by the columns and terms of its
// row.
[[nodiscard]] bool scan_meets(const TraceScan& scan, const TraceDigest& digest);

}  // namespace xray::storage
