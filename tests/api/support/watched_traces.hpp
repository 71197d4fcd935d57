// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "tests/api/support/api_fixture.hpp"

// Traces for tests of what watches them arrive.
namespace xray::tests {

inline std::string watched_id(int trace) {
    const std::string digits = std::to_string(trace);
    return "1-58406520-" + std::string(24 - digits.size(), '0') + digits;
}

// The one segment of a trace, of the service `shop`; `members` has further ones.
inline std::string watched_document(int trace, const nlohmann::json& members = nlohmann::json::object()) {
    nlohmann::json document{{"trace_id", watched_id(trace)},
                            {"id", "70de5b6f19ff9a0a"},
                            {"name", "shop"},
                            {"start_time", 1 + trace},
                            {"end_time", 3 + trace}};
    document.update(members);
    if (document.contains("in_progress")) document.erase("end_time");
    return document.dump();
}

// Puts them in one call; when it returns, whoever watches has been shown them.
inline void put_watched(Api& api, const std::vector<std::string>& documents) {
    (void)api.call("/TraceSegments", {{"TraceSegmentDocuments", documents}});
    api.store->settle();
    api.context.watch.look();
}

}  // namespace xray::tests
