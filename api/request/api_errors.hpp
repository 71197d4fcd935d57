// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "core/base/error.hpp"

// Every error of the API that is not a mere break of the service model (those are written by
// api/request/request_validation.hpp), one function each. Behind each stands where its text comes from, in
// the words of docs/fidelity.md:
//
// - seen 2026-09: an answer of the service, word for word. `seen`: the same, quoted in public without a date.
// - inferred: reported of the service by others, not seen in an answer.
// - ours: written for the emulator, in the service's manner.
namespace xray::api::errors {

// The request as a whole
[[nodiscard]] Error body_too_large(std::size_t limit);                // ours
[[nodiscard]] Error nested_too_deep(std::size_t limit);               // ours
[[nodiscard]] Error body_not_json();                                  // ours
[[nodiscard]] Error body_not_object();                                // ours
[[nodiscard]] Error damaged_content_coding();                         // ours
[[nodiscard]] Error unknown_content_coding(std::string_view coding);  // ours
// InternalFailure without a message (seen 2026-09).
[[nodiscard]] Error internal_failure();

// Segments and telemetry
[[nodiscard]] Error no_segments();                         // inferred
[[nodiscard]] Error too_many_segments(std::size_t limit);  // ours
[[nodiscard]] Error no_telemetry_records();                // seen 2026-09

// Reading traces
[[nodiscard]] Error end_before_start();                                   // seen 2026-09
[[nodiscard]] Error range_longer_than_hours(int hours);                   // seen 2026-09
[[nodiscard]] Error token_not_supported();                                // seen 2026-09
[[nodiscard]] Error invalid_token(std::string_view token);                // inferred
[[nodiscard]] Error too_many_traces(std::size_t limit);                   // seen 2026-09
[[nodiscard]] Error invalid_trace_id(std::string_view id);                // inferred
[[nodiscard]] Error duplicate_trace_ids();                                // inferred
[[nodiscard]] Error one_trace_id_only();                                  // seen 2026-09
[[nodiscard]] Error no_trace_ids();                                       // seen 2026-09
[[nodiscard]] Error invalid_graph_trace_id();                             // seen 2026-09
[[nodiscard]] Error trace_not_found();                                    // seen 2026-09
[[nodiscard]] Error fixed_rate_needs_event(std::string_view range_type);  // seen 2026-09
[[nodiscard]] Error sampling_rate_out_of_range();                         // seen 2026-09
[[nodiscard]] Error invalid_period();                                     // seen 2026-09
[[nodiscard]] Error forecast_needs_selector();                            // ours
[[nodiscard]] Error invalid_filter(std::string message);                  // see core/filter/filter_error.hpp

// Groups
[[nodiscard]] Error name_or_arn_of_group();               // seen 2026-09
[[nodiscard]] Error filter_expression_empty();            // seen 2026-09
[[nodiscard]] Error group_token_not_supported();          // seen 2026-09
[[nodiscard]] Error group_not_found();                    // seen 2026-09
[[nodiscard]] Error group_exists(std::string_view name);  // inferred
[[nodiscard]] Error group_name_invalid();                 // ours
[[nodiscard]] Error too_many_groups(std::size_t limit);   // ours
[[nodiscard]] Error default_group_fixed();                // ours
[[nodiscard]] Error default_group_not_deletable();        // ours
[[nodiscard]] Error notifications_need_insights();        // ours

// Sampling rules
[[nodiscard]] Error rule_name_and_arn();                // inferred
[[nodiscard]] Error no_rule_name();                     // inferred
[[nodiscard]] Error rule_not_found();                   // inferred
[[nodiscard]] Error rule_exists();                      // inferred
[[nodiscard]] Error too_many_rules(std::size_t limit);  // ours
[[nodiscard]] Error invalid_default_rule_update();      // seen
[[nodiscard]] Error default_rule_not_deletable();       // ours
[[nodiscard]] Error invalid_rule_version();             // seen 2026-09
[[nodiscard]] Error invalid_rule_update();              // seen 2026-09

// Tags
[[nodiscard]] Error tagged_resource_not_found(std::string_view arn);  // seen 2026-09
[[nodiscard]] Error too_many_tags(std::size_t limit);                 // seen 2026-09
[[nodiscard]] Error reserved_tag_key();                               // seen 2026-09
[[nodiscard]] Error invalid_tag_characters(std::string_view text);    // ours

// Resource policies
[[nodiscard]] Error malformed_policy();                                 // seen 2026-09, without a text
[[nodiscard]] Error policy_too_large(std::size_t limit);                // ours
[[nodiscard]] Error too_many_policies(std::size_t limit);               // ours
[[nodiscard]] Error policy_modified(std::string_view name);             // seen 2026-09
[[nodiscard]] Error policy_modified_or_deleted(std::string_view name);  // seen 2026-09
[[nodiscard]] Error policy_not_found(std::string_view name);            // seen 2026-09
[[nodiscard]] Error policy_locks_out();                                 // ours

// Settings: encryption, indexing rules, destination of segments
[[nodiscard]] Error key_required();                                         // ours
[[nodiscard]] Error invalid_key(std::string_view key);                      // ours
[[nodiscard]] Error indexing_rule_not_found(std::string_view name);         // ours
[[nodiscard]] Error indexing_rule_needs_value();                            // ours
[[nodiscard]] Error sampling_percentage_out_of_range();                     // ours
[[nodiscard]] Error destination_required();                                 // ours
[[nodiscard]] Error destination_pending();                                  // seen
[[nodiscard]] Error destination_already_set(std::string_view destination);  // seen

// Retrievals and insights
[[nodiscard]] Error retrieval_not_found(std::string_view token);  // ours
[[nodiscard]] Error insight_not_found();                          // ours
[[nodiscard]] Error insights_too_old(int days);                   // ours

}  // namespace xray::api::errors
