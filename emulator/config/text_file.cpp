// SPDX-License-Identifier: Apache-2.0
#include "emulator/config/text_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <random>
#include <sstream>
#include <system_error>
#include <utility>

#include <fmt/format.h>

namespace xray::emulator {
namespace {

constexpr int kNameAttempts = 8;
// What is written here (addresses, certificates) is for others to read.
constexpr mode_t kMode = 0644;

std::error_code last_error() {
    return {errno, std::generic_category()};
}

struct TemporaryFile {
    std::string path;
    int descriptor;
};

// A new file in the folder of `path`, which others may write to: its name cannot be foreseen, and whatever is
// there already, a link above all, is left alone.
tl::expected<TemporaryFile, std::error_code> create_beside(const std::string& path) {
    std::random_device random;
    for (int attempt = 0; attempt < kNameAttempts; ++attempt) {
        std::string name = fmt::format("{}.{:08x}{:08x}.tmp", path, random(), random());
        const int descriptor =
            ::open(name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, kMode);
        if (descriptor >= 0) return TemporaryFile{std::move(name), descriptor};
        if (errno != EEXIST) break;
    }
    return tl::unexpected(last_error());
}

std::error_code write_all(int descriptor, std::string_view text) {
    while (!text.empty()) {
        const ssize_t written = ::write(descriptor, text.data(), text.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) return last_error();
        text.remove_prefix(static_cast<std::size_t>(written));
    }
    return {};
}

}  // namespace

tl::expected<std::string, std::string> read_text_file(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    // A folder opens like a file and fails at the first read.
    file.peek();
    std::ostringstream text;
    text << file.rdbuf();
    if (!file.is_open() || file.bad()) return tl::unexpected(path + ": cannot be read");
    return text.str();
}

tl::expected<void, std::string> write_text_file(const std::string& path, std::string_view text) {
    auto temporary = create_beside(path);
    if (!temporary) return tl::unexpected(path + ": " + temporary.error().message());
    std::error_code error = write_all(temporary->descriptor, text);
    if (::close(temporary->descriptor) != 0 && !error) error = last_error();
    if (!error) std::filesystem::rename(temporary->path, path, error);
    if (!error) return {};
    std::error_code ignored;
    std::filesystem::remove(temporary->path, ignored);
    return tl::unexpected(path + ": " + error.message());
}

}  // namespace xray::emulator
