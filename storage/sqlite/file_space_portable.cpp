// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>

#include "storage/sqlite/file_space.hpp"

namespace xray::storage::sqlite {

// A file system gives room for what was written.
bool reserve_space(int descriptor, std::int64_t bytes) {
    static constexpr std::array<char, 65536> kZeros{};
    for (std::int64_t at = 0; at < bytes;) {
        const auto size =
            static_cast<std::size_t>(std::min(bytes - at, static_cast<std::int64_t>(kZeros.size())));
        const ssize_t written = ::pwrite(descriptor, kZeros.data(), size, at);
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) return false;
        at += written;
    }
    return true;
}

}  // namespace xray::storage::sqlite
