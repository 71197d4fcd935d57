// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace xray::emulator {

// The work of the guard (emulator/run/guarded_child.hpp), in a process of its own: takes the command and its
// environment from the connection, starts it, tells 0 or the errno of the failure, passes on the signals that
// it is told, tells the wait status of the command, and when the connection ends ends everything below it.
// Returns when nothing is left.
void run_guard(int connection);

}  // namespace xray::emulator
