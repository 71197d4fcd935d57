// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include <tl/expected.hpp>

namespace xray::emulator {

// The whole content of a file. The error names the file.
[[nodiscard]] tl::expected<std::string, std::string> read_text_file(const std::string& path);

// Writes a file in one step, so that a reader finds either what was there before or all of `text`; whoever
// may look into the folder may read it, so it is not for secrets. A link at `path` is replaced, not followed.
// The error names the file and the reason.
[[nodiscard]] tl::expected<void, std::string> write_text_file(const std::string& path, std::string_view text);

}  // namespace xray::emulator
