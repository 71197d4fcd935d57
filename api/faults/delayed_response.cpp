// SPDX-License-Identifier: Apache-2.0
#include "api/faults/delayed_response.hpp"

namespace xray::api {

void DelayedResponse::start(Deliver deliver) {
    bool at_once = false;
    {
        const std::lock_guard lock(mutex_);
        deliver_ = std::move(deliver);
        at_once = shut_down_;
    }
    if (at_once) send();
}

void DelayedResponse::shut_down() {
    {
        const std::lock_guard lock(mutex_);
        shut_down_ = true;
    }
    send();
}

void DelayedResponse::cancel() {
    const std::lock_guard lock(mutex_);
    deliver_ = {};
}

void DelayedResponse::send() {
    Deliver deliver;
    HttpResponse response;
    {
        const std::lock_guard lock(mutex_);
        if (!deliver_) return;
        deliver = std::exchange(deliver_, {});
        response = std::move(response_);
    }
    deliver(std::move(response));
}

}  // namespace xray::api
