// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <functional>

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

namespace xray::emulator {

// Notices when the process that started this one has gone, however it went: the kernel then gives this
// process another parent. (The kernel's own signal for that, PR_SET_PDEATHSIG, comes when the *thread* that
// started this process ends, which in a test runner may be long before the runner does.)
class ParentWatch {
public:
    // The parent is the one that there is now. `on_gone` is called once, by `io`'s thread.
    ParentWatch(boost::asio::io_context& io, std::function<void()> on_gone);

    // Whether the parent that there was at the beginning cannot be the one that started this process: then
    // that one had gone before. A process and its child are of one session unless the child begins one of its
    // own; where it has, and where the process that adopts orphans is of the same session, nothing can be
    // told, and this is false.
    [[nodiscard]] bool was_adopted() const;

    // Whether there is anything to watch: a parent beyond this PID namespace (a container's first process has
    // such a one) cannot be seen.
    [[nodiscard]] bool can_watch() const { return parent_ != 0; }

    [[nodiscard]] pid_t parent() const { return parent_; }

    // Looks five times a second from here on.
    void start();

private:
    boost::asio::steady_timer timer_;
    const std::function<void()> on_gone_;
    const pid_t parent_;
};

}  // namespace xray::emulator
