// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <mutex>
#include <set>
#include <string>
#include <vector>

namespace xray::api {

// What web pages may do here (api/web_guard.hpp).
struct WebAccess {
    // Host names under which browsers may ask, in lower case, beside `localhost` and what is below it and all
    // IP addresses.
    std::vector<std::string> hosts = {};
    // Origins whose pages may send to /v1/traces, as browsers write them; `*` stands for all.
    std::vector<std::string> cors_origins = {};
};

// Which refusals have been told. Pages can send without end, so each one is told once, and of many only the
// first hundred; the counter tells of all. Any thread may ask.
class ReportedRefusals {
public:
    // Whether this one is still to be told.
    [[nodiscard]] bool is_new(const std::string& refusal);

private:
    std::mutex mutex_;
    std::set<std::string> reported_;
};

}  // namespace xray::api
