// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "api/context/context.hpp"
#include "core/graph/graph_links.hpp"

namespace xray::api {

// Finds the far ends of links between traces in the store, for one graph: within kMaxLinkSteps,
// kMaxLinkedTraces and kMaxLinkedBytes. What lies beyond is not found, and the context's log says so once.
// The function must not be called inside of a scan, and must not outlive the context.
[[nodiscard]] FindLinkSources link_sources(Context& context);

}  // namespace xray::api
