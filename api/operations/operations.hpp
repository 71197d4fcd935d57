// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "api/context/context.hpp"
#include "core/base/error.hpp"

// The operations of the X-Ray API, one function each, in the file of their resource. An operation gets the
// body as the client sent it (content coding undone) and returns the JSON body of its answer; read_request()
// of api/request/request_reader.hpp parses the body and checks it against the service model. Expected
// failures are values; a broken database throws, and dispatch() makes a 500 of it.
namespace xray::api {

using OperationHandler = Result<std::string> (*)(Context& context, std::string_view body);

namespace operations {

// trace_segments.cpp, telemetry.cpp
[[nodiscard]] Result<std::string> put_trace_segments(Context& context, std::string_view body);
[[nodiscard]] Result<std::string> put_telemetry_records(Context& context, std::string_view body);

// traces.cpp, trace_summaries.cpp, service_graph.cpp
[[nodiscard]] Result<std::string> batch_get_traces(Context& context, std::string_view body);
[[nodiscard]] Result<std::string> get_trace_summaries(Context& context, std::string_view body);
[[nodiscard]] Result<std::string> get_service_graph(Context& context, std::string_view body);
[[nodiscard]] Result<std::string> get_trace_graph(Context& context, std::string_view body);
[[nodiscard]] Result<std::string> get_time_series_service_statistics(Context& context, std::string_view body);

// sampling.cpp
[[nodiscard]] Result<std::string> get_sampling_rules(Context& context, std::string_view body);
[[nodiscard]] Result<std::string> get_sampling_targets(Context& context, std::string_view body);
[[nodiscard]] Result<std::string> get_sampling_statistic_summaries(Context& context, std::string_view body);
[[nodiscard]] Result<std::string> create_sampling_rule(Context& context, std::string_view body);
[[nodiscard]] Result<std::string> update_sampling_rule(Context& context, std::string_view body);
[[nodiscard]] Result<std::string> delete_sampling_rule(Context& context, std::string_view body);

// groups.cpp
[[nodiscard]] Result<std::string> create_group(Context& context, std::string_view body);
[[nodiscard]] Result<std::string> get_group(Context& context, std::string_view body);
[[nodiscard]] Result<std::string> get_groups(Context& context, std::string_view body);
[[nodiscard]] Result<std::string> update_group(Context& context, std::string_view body);
[[nodiscard]] Result<std::string> delete_group(Context& context, std::string_view body);

// tags.cpp
[[nodiscard]] Result<std::string> tag_resource(Context& context, std::string_view body);
[[nodiscard]] Result<std::string> untag_resource(Context& context, std::string_view body);
[[nodiscard]] Result<std::string> list_tags_for_resource(Context& context, std::string_view body);

// policies.cpp
[[nodiscard]] Result<std::string> put_resource_policy(Context& context, std::string_view body);
[[nodiscard]] Result<std::string> delete_resource_policy(Context& context, std::string_view body);
[[nodiscard]] Result<std::string> list_resource_policies(Context& context, std::string_view body);

// settings.cpp: encryption, indexing rules, destination of segments
[[nodiscard]] Result<std::string> get_encryption_config(Context& context, std::string_view body);
[[nodiscard]] Result<std::string> put_encryption_config(Context& context, std::string_view body);
[[nodiscard]] Result<std::string> get_indexing_rules(Context& context, std::string_view body);
[[nodiscard]] Result<std::string> update_indexing_rule(Context& context, std::string_view body);
[[nodiscard]] Result<std::string> get_trace_segment_destination(Context& context, std::string_view body);
[[nodiscard]] Result<std::string> update_trace_segment_destination(Context& context, std::string_view body);

// retrieval.cpp
[[nodiscard]] Result<std::string> start_trace_retrieval(Context& context, std::string_view body);
[[nodiscard]] Result<std::string> list_retrieved_traces(Context& context, std::string_view body);
[[nodiscard]] Result<std::string> get_retrieved_traces_graph(Context& context, std::string_view body);
[[nodiscard]] Result<std::string> cancel_trace_retrieval(Context& context, std::string_view body);

// insights.cpp, insight_graph.cpp
[[nodiscard]] Result<std::string> get_insight(Context& context, std::string_view body);
[[nodiscard]] Result<std::string> get_insight_events(Context& context, std::string_view body);
[[nodiscard]] Result<std::string> get_insight_impact_graph(Context& context, std::string_view body);
[[nodiscard]] Result<std::string> get_insight_summaries(Context& context, std::string_view body);

}  // namespace operations
}  // namespace xray::api
