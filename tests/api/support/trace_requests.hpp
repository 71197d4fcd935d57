// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "tests/api/support/api_fixture.hpp"

// Documents and requests for tests of the operations that read traces.
namespace xray::tests {

inline constexpr double kNow = 1790000000.0;  // near the clock of the fixture, which stands still

inline std::string trace_id(unsigned number) {
    const std::string digits = std::to_string(number);
    return "1-65f00000-" + std::string(24 - digits.size(), '0') + digits;
}

// The one segment of a trace, of the service `front`; `more` has further members.
inline nlohmann::json segment(unsigned trace, double start, double end,
                              const nlohmann::json& more = nlohmann::json::object()) {
    nlohmann::json document = {{"id", "00000000000000a1"},
                               {"name", "front"},
                               {"trace_id", trace_id(trace)},
                               {"start_time", start},
                               {"end_time", end}};
    document.update(more);
    return document;
}

// All of them in one call, which must take them.
inline void put(Api& api, const std::vector<nlohmann::json>& documents) {
    nlohmann::json texts = nlohmann::json::array();
    for (const nlohmann::json& document : documents) texts.push_back(document.dump());
    const nlohmann::json answer = api.call("/TraceSegments", {{"TraceSegmentDocuments", texts}});
    REQUIRE(answer["UnprocessedTraceSegments"].empty());
}

inline nlohmann::json range(double from, double to) {
    return {{"StartTime", from}, {"EndTime", to}};
}

inline nlohmann::json with(nlohmann::json request, const char* member, const nlohmann::json& value) {
    request[member] = value;
    return request;
}

}  // namespace xray::tests
