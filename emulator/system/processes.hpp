// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <vector>

namespace xray::emulator {

// Has this process killed when the thread that forked it ends. Does nothing where the system cannot.
void end_with_parent();

// Makes this process the parent of what its descendants leave behind. Where the system cannot, another
// process gets them, and they are not found any more.
void adopt_orphans();

// The processes to end before this one: its children, and where it cannot adopt what they leave behind also
// the children of those.
[[nodiscard]] std::vector<pid_t> processes_below();

// Gives memory that is free back to the system, where the C library keeps it.
void return_free_memory();

}  // namespace xray::emulator
