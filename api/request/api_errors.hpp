// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "core/base/error.hpp"

// Every error of the API that is not a mere break of the service model (those are written by
// api/request/request_validation.hpp), one function each. Texts that the service is known to use are used
// word for word; the others follow its manner.
namespace xray::api::errors {

// The request as a whole
[[nodiscard]] Error body_too_large(std::size_t limit);
[[nodiscard]] Error nested_too_deep(std::size_t limit);
[[nodiscard]] Error body_no_json();
[[nodiscard]] Error body_no_object();
[[nodiscard]] Error damaged_content_coding();
[[nodiscard]] Error unknown_content_coding(std::string_view coding);
[[nodiscard]] Error
internal_failure();  // InternalFailure without a message, as the service answers its own faults

// Segments and telemetry
[[nodiscard]] Error no_segments();
[[nodiscard]] Error too_many_segments(std::size_t limit);
[[nodiscard]] Error no_telemetry_records();

// Reading traces
[[nodiscard]] Error end_before_start();
[[nodiscard]] Error range_longer_than_hours(int hours);
[[nodiscard]] Error token_not_supported();
[[nodiscard]] Error invalid_token(std::string_view token);
[[nodiscard]] Error too_many_traces(std::size_t limit);
[[nodiscard]] Error invalid_trace_id(std::string_view id);
[[nodiscard]] Error duplicate_trace_ids();
[[nodiscard]] Error one_trace_id_only();
[[nodiscard]] Error no_trace_ids();
[[nodiscard]] Error invalid_graph_trace_id();
[[nodiscard]] Error trace_not_found();
[[nodiscard]] Error fixed_rate_needs_event(std::string_view range_type);
[[nodiscard]] Error sampling_rate_out_of_range();
[[nodiscard]] Error invalid_period();
[[nodiscard]] Error forecast_needs_selector();
[[nodiscard]] Error invalid_filter(std::string message);

// Groups
[[nodiscard]] Error name_or_arn_of_group();
[[nodiscard]] Error filter_expression_empty();
[[nodiscard]] Error group_token_not_supported();
[[nodiscard]] Error group_not_found();
[[nodiscard]] Error group_exists(std::string_view name);
[[nodiscard]] Error group_name_invalid();
[[nodiscard]] Error too_many_groups(std::size_t limit);
[[nodiscard]] Error default_group_fixed();
[[nodiscard]] Error default_group_stays();
[[nodiscard]] Error notifications_need_insights();

// Sampling rules
[[nodiscard]] Error rule_name_and_arn();
[[nodiscard]] Error no_rule_name();
[[nodiscard]] Error rule_not_found();
[[nodiscard]] Error rule_exists();
[[nodiscard]] Error too_many_rules(std::size_t limit);
[[nodiscard]] Error invalid_default_rule_update();
[[nodiscard]] Error default_rule_stays();
[[nodiscard]] Error invalid_rule_version();
[[nodiscard]] Error invalid_rule_update();

// Tags
[[nodiscard]] Error tagged_resource_not_found(std::string_view arn);
[[nodiscard]] Error too_many_tags(std::size_t limit);
[[nodiscard]] Error reserved_tag_key();
[[nodiscard]] Error invalid_tag_characters(std::string_view text);

// Resource policies
[[nodiscard]] Error malformed_policy();  // the service gives no text
[[nodiscard]] Error policy_too_large(std::size_t limit);
[[nodiscard]] Error too_many_policies(std::size_t limit);
[[nodiscard]] Error policy_modified(std::string_view name);
[[nodiscard]] Error policy_modified_or_deleted(std::string_view name);
[[nodiscard]] Error policy_not_found(std::string_view name);
[[nodiscard]] Error policy_locks_out();

// Settings: encryption, indexing rules, destination of segments
[[nodiscard]] Error key_needed();
[[nodiscard]] Error invalid_key(std::string_view key);
[[nodiscard]] Error indexing_rule_not_found(std::string_view name);
[[nodiscard]] Error indexing_rule_needs_value();
[[nodiscard]] Error sampling_percentage_out_of_range();
[[nodiscard]] Error destination_needed();
[[nodiscard]] Error destination_pending();

// Retrievals and insights
[[nodiscard]] Error retrieval_not_found(std::string_view token);
[[nodiscard]] Error insight_not_found();
[[nodiscard]] Error insights_too_old(int days);

}  // namespace xray::api::errors
