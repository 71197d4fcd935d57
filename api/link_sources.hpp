// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "api/context.hpp"
#include "core/service_graph.hpp"

namespace xray::api {

// Finds the far ends of links between traces in the store. The function must not be called inside of a scan,
// and must not outlive the context.
[[nodiscard]] FindLinkSource link_sources(Context& context);

}  // namespace xray::api
