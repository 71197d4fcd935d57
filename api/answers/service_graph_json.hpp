// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "core/graph/service_graph.hpp"
#include "core/json/json_writer.hpp"

namespace xray::api {

// GetTraceGraph leaves times out, GetServiceGraph tells them.
enum class GraphTimes { kOmit, kInclude };

// Writes one node, with its edges.
void write_service(JsonWriter& writer, const ServiceGraph& graph, std::uint32_t position, GraphTimes times);

// Writes the list `Services`.
void write_services(JsonWriter& writer, const ServiceGraph& graph, GraphTimes times);

}  // namespace xray::api
