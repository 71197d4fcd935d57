// SPDX-License-Identifier: Apache-2.0
#include "emulator/text_file.hpp"

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <system_error>

namespace xray::emulator {

tl::expected<std::string, std::string> read_text_file(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    file.peek();  // a folder opens like a file and fails at the first read
    std::ostringstream text;
    text << file.rdbuf();
    if (!file.is_open() || file.bad()) return tl::unexpected(path + ": cannot be read");
    return text.str();
}

tl::expected<void, std::string> write_text_file(const std::string& path, std::string_view text) {
    const std::string temporary = path + "." + std::to_string(getpid()) + ".tmp";
    std::ofstream file(temporary, std::ios::trunc | std::ios::binary);
    file << text;
    file.close();
    std::error_code error;
    if (file) std::filesystem::rename(temporary, path, error);
    if (file && !error) return {};
    std::error_code ignored;
    std::filesystem::remove(temporary, ignored);
    const std::string reason = error ? error.message() : "it cannot be written";
    return tl::unexpected(path + ": " + reason);
}

}  // namespace xray::emulator
