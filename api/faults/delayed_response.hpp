// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <mutex>
#include <utility>

#include "api/http/deferred.hpp"
#include "api/http/http_message.hpp"

namespace xray::api {

// A response that is there, and is held back for so long; as the process ends it is sent at once.
class DelayedResponse final : public Deferred<HttpResponse> {
public:
    DelayedResponse(HttpResponse response, std::chrono::milliseconds delay)
        : delay_(delay), response_(std::move(response)) {}

    void start(Deliver deliver) override;
    [[nodiscard]] std::chrono::milliseconds timeout() const override { return delay_; }
    void expire() override { send(); }
    void shut_down() override;
    void cancel() override;

private:
    void send();

    const std::chrono::milliseconds delay_;
    std::mutex mutex_;  // guards everything below
    HttpResponse response_;
    Deliver deliver_;  // while somebody waits
    bool shut_down_ = false;
};

}  // namespace xray::api
