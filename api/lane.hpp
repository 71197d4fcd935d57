// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace xray::api {

// How long a request may take, and for what: a server that runs each kind on threads of its own keeps the
// short ones short.
enum class Lane {
    // Reads or writes a few rows: health, stats, clock, sampling, groups, settings.
    kControl,
    // Waits for a commit: segments and spans.
    kIngest,
    // Reads traces, perhaps all of them.
    kQuery,
};

}  // namespace xray::api
