// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "emulator/client/client_command.hpp"
#include "emulator/config/environment.hpp"

namespace xray::emulator {

// A file beside a test that holds what the traces should look like.
struct SnapshotFile {
    std::string path;
    bool update = false;  // to be written, whatever it holds
};

// Compares, or writes the file: with `update`, or where it is not there and CI is not set. Returns the
// difference as a unified diff, empty where there is none. The failure says why the file cannot be used.
[[nodiscard]] CommandResult<std::string> compare_with_snapshot(const SnapshotFile& file,
                                                               const std::string& now,
                                                               const Environment& environment);

}  // namespace xray::emulator
