// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <map>
#include <string>
#include <vector>

#include <tl/expected.hpp>

#include "emulator/config/environment.hpp"

namespace xray::emulator {

// A command that is run with a guard beside it: a process that does nothing but wait. The guard is the parent
// of the command, and of whatever the command leaves behind; it ends all of them when this object goes, and
// also when this process is killed, which it notices by the end of their connection. The command in turn is
// killed with the guard. So nothing is left, whichever of the three ends first.
//
// Threads: one.
class GuardedChild {
public:
    // Forks the guard. To be called while the process has one thread, has opened nothing that others should
    // not hold, and has changed nothing about signals. The error says why it cannot be done.
    [[nodiscard]] static tl::expected<GuardedChild, std::string> prepare();

    GuardedChild(GuardedChild&& other) noexcept;
    GuardedChild& operator=(GuardedChild&&) = delete;
    GuardedChild(const GuardedChild&) = delete;
    GuardedChild& operator=(const GuardedChild&) = delete;
    // Ends whatever is left, and returns when it has.
    ~GuardedChild();

    // Starts the command, which is looked for on the PATH. The error is errno's number.
    [[nodiscard]] tl::expected<void, int> start(const std::vector<std::string>& command,
                                                const Environment& environment);

    // Waits until the command has ended, and passes SIGINT, SIGTERM and SIGHUP on to it; those that a
    // terminal sends to both are not passed on again. The three must be blocked in all threads. Returns the
    // exit code as a shell has it: 128 and the number of the signal that ended it.
    [[nodiscard]] int wait();

private:
    GuardedChild(pid_t guard, int connection) : guard_(guard), connection_(connection) {}

    pid_t guard_ = -1;
    int connection_ = -1;
};

}  // namespace xray::emulator
