// SPDX-License-Identifier: Apache-2.0
#include "emulator/process/parent_watch.hpp"

#include <unistd.h>

#include <chrono>
#include <utility>

namespace xray::emulator {
namespace {

constexpr std::chrono::milliseconds kLookInterval{200};

}  // namespace

ParentWatch::ParentWatch(boost::asio::io_context& io, std::function<void()> on_gone)
    : timer_(io), on_gone_(std::move(on_gone)), parent_(getppid()) {}

bool ParentWatch::was_adopted() const {
    const pid_t session = getsid(0);
    return parent_ != 0 && session != getpid() && getsid(parent_) != session;
}

void ParentWatch::start() {
    timer_.expires_after(kLookInterval);
    timer_.async_wait([this](boost::system::error_code cancelled) {
        if (cancelled) return;
        if (getppid() == parent_) return start();
        on_gone_();
    });
}

}  // namespace xray::emulator
