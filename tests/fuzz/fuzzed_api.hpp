// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "api/context/context.hpp"
#include "api/http/http_message.hpp"
#include "api/ingest/segment_ingest.hpp"
#include "storage/trace_store.hpp"

namespace xray::fuzz {

// The system's clock, standing still: an input gives the same every time.
class StandingClock final : public Clock {
public:
    [[nodiscard]] Micros now() const override { return 1'790'000'000'250'000; }
};

// The whole API over a store in memory, without sockets. One for all inputs of a target, since opening a
// store takes longer than most inputs; begin() makes it as new.
class FuzzedApi {
public:
    explicit FuzzedApi(bool strict = false) : FuzzedApi(storage::StoreOptions{}, strict) {}
    // Over a store of its own. Throws std::runtime_error with the reason if it cannot be opened.
    explicit FuzzedApi(const storage::StoreOptions& options, bool strict = false);

    // Forgets everything, the time set by the input before with it.
    void begin();

    // Puts in what most operations need: some traces of two services, a group, a sampling rule.
    void put_samples();

    // Ends the process if the answer is a failure of the emulator's own, or is not what it says it is.
    api::HttpResponse send(std::string_view method, std::string_view target, std::string_view body,
                           std::vector<std::pair<std::string, std::string>> headers = {});
    api::HttpResponse post(std::string_view target, std::string_view body) {
        return send("POST", target, body);
    }

    // The same, but a failure of the emulator's own is an answer.
    api::HttpResponse try_send(std::string_view method, std::string_view target, std::string_view body,
                               std::vector<std::pair<std::string, std::string>> headers = {});

    // Ends the process unless every document received is stored, repeated, refused or counted as lost.
    void check_books();

    StandingClock system_clock;
    api::AdjustableClock clock{system_clock};
    Counters counters;
    std::unique_ptr<storage::TraceStore> store;
    api::SegmentIngest ingest;
    api::Context context;
    std::string last_failure;  // what was logged
};

// The answer itself, also where it comes late or in pieces; what is late is told at once that its time is up.
// Status 202 without a body where it would be waited for even so.
[[nodiscard]] api::HttpResponse complete_response(api::HttpResponse response);

}  // namespace xray::fuzz
