// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "core/digest/trace_digest.hpp"
#include "core/trace/trace.hpp"

namespace xray::test {

inline constexpr std::string_view kTraceId = "1-65f00000-0123456789abcdef01234567";

// A document from JSON text in which the trace id may be left out: it becomes kTraceId.
[[nodiscard]] std::string document(std::string_view json);

// A trace of these documents, in this order of receipt. Keeps the texts alive with the trace.
struct TraceFixture {
    explicit TraceFixture(const std::vector<std::string>& texts);

    std::vector<std::string> documents;
    Trace trace;
};

// The parts of an answer as JSON, to look into.
[[nodiscard]] nlohmann::json summary_of(const std::vector<std::string>& documents);
[[nodiscard]] nlohmann::json graph_of(const std::vector<std::string>& documents);  // the list Services
// Every document, inferred ones last.
[[nodiscard]] nlohmann::json segments_of(const std::vector<std::string>& documents);

// The node of that name and type ("" for none) in a list of services; null if there is none.
[[nodiscard]] nlohmann::json find_service(const nlohmann::json& services, std::string_view name,
                                          std::string_view type);

}  // namespace xray::test
