// SPDX-License-Identifier: Apache-2.0
#include "emulator/client/snapshot_file.hpp"

#include <filesystem>

#include "core/views/line_diff.hpp"
#include "emulator/config/text_file.hpp"

namespace xray::emulator {

CommandResult<std::string> compare_with_snapshot(const SnapshotFile& file, const std::string& now,
                                                 const Environment& environment) {
    std::error_code ignored;
    const bool is_there = std::filesystem::exists(file.path, ignored);
    if (!is_there && !file.update && find_variable(environment, "CI")) {
        return tl::unexpected(
            CommandFailure{kNotMet, "there is no snapshot " + file.path +
                                        "; make it with --update (it is not made where CI is set)"});
    }
    if (file.update || !is_there) {
        const auto written = write_text_file(file.path, now);
        if (!written) return tl::unexpected(CommandFailure{kMisuse, written.error()});
        return std::string();
    }
    const auto before = read_text_file(file.path);
    if (!before) return tl::unexpected(CommandFailure{kMisuse, before.error()});
    return unified_diff(*before, now, file.path, "now");
}

}  // namespace xray::emulator
