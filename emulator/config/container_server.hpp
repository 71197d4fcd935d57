// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "emulator/config/environment.hpp"

namespace xray::emulator {

// How a process was started.
struct Invocation {
    std::vector<std::string> arguments;  // the program's name in front
    Environment environment;
};

// The processes of the container that a health check runs in that are of the same program as the check: the
// first process, and those that it has started or adopted, by process id. Empty outside of a container, which
// is told by neither the first process being of this program nor the check having come from outside (a parent
// that cannot be seen).
//
// `proc` is where the kernel shows its processes, `self` and `parent` are the check's own.
[[nodiscard]] std::vector<Invocation> find_container_processes(const std::filesystem::path& proc, pid_t self,
                                                               pid_t parent);

}  // namespace xray::emulator
