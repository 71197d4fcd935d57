// SPDX-License-Identifier: Apache-2.0
#include "api/lane.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace xray::api {
namespace {

constexpr std::array<std::string_view, 3> kIngestPaths{"/TraceSegments", "/TelemetryRecords", "/v1/traces"};

// The operations that read traces.
constexpr std::array<std::string_view, 13> kQueryPaths{"/Traces",
                                                       "/TraceSummaries",
                                                       "/TraceGraph",
                                                       "/ServiceGraph",
                                                       "/TimeSeriesServiceStatistics",
                                                       "/Insight",
                                                       "/InsightEvents",
                                                       "/InsightImpactGraph",
                                                       "/InsightSummaries",
                                                       "/StartTraceRetrieval",
                                                       "/ListRetrievedTraces",
                                                       "/GetRetrievedTracesGraph",
                                                       "/CancelTraceRetrieval"};

template <class Paths>
bool holds(const Paths& paths, std::string_view path) {
    return std::find(paths.begin(), paths.end(), path) != paths.end();
}

}  // namespace

Lane lane_of(const HttpRequest& request) {
    std::string_view path = request.path();
    // A base address that ends in a slash.
    while (path.starts_with("//")) path.remove_prefix(1);
    if (holds(kIngestPaths, path)) return Lane::kIngest;
    if (holds(kQueryPaths, path)) return Lane::kQuery;
    return Lane::kControl;
}

}  // namespace xray::api
