// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/context/context.hpp"
#include "api/dispatch.hpp"
#include "api/ingest/segment_ingest.hpp"
#include "storage/trace_store.hpp"

namespace xray::tests {

class ManualClock : public Clock {
public:
    explicit ManualClock(double seconds) : now_(micros_from_seconds(seconds)) {}
    [[nodiscard]] Micros now() const override { return now_; }
    void advance(double seconds) { now_ += micros_from_seconds(seconds); }
    void set(double seconds) { now_ = micros_from_seconds(seconds); }

private:
    Micros now_;
};

// The whole API over a store in memory, without sockets. The clock stands at 1790000000.25 until a test moves
// it.
class Api {
public:
    explicit Api(const storage::StoreOptions& options = {});
    // Over a store of the test's own.
    explicit Api(std::unique_ptr<storage::TraceStore> own_store);

    api::HttpResponse send(std::string_view method, std::string_view target, std::string_view body = {},
                           std::vector<std::pair<std::string, std::string>> headers = {});
    api::HttpResponse post(std::string_view target, const nlohmann::json& body);

    // Posts and gives the parsed body; fails the test unless the status is 200.
    nlohmann::json call(std::string_view target, const nlohmann::json& body = nlohmann::json::object());

    ManualClock clock{1790000000.25};  // plays the system's
    api::AdjustableClock adjustable_clock{clock};
    Counters counters;
    std::unique_ptr<storage::TraceStore> store;
    api::SegmentIngest ingest;
    api::Context context;
};

// What a failed call is compared by.
struct Failure {
    unsigned status = 0;
    std::string type;  // x-amzn-errortype
    nlohmann::json body;

    bool operator==(const Failure&) const = default;
};
std::ostream& operator<<(std::ostream& out, const Failure& failure);

[[nodiscard]] Failure failure_of(const api::HttpResponse& response);
[[nodiscard]] Failure invalid_request(std::string_view message);
[[nodiscard]] Failure validation(std::string_view message);
[[nodiscard]] Failure serialization(std::string_view message);

// The value of the first header of that name; nothing if the response has none.
[[nodiscard]] std::optional<std::string> header_of(const api::HttpResponse& response, std::string_view name);

}  // namespace xray::tests
