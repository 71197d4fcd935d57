// SPDX-License-Identifier: Apache-2.0
#include "storage/sqlite/disk_reserve.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <utility>

#include "storage/sqlite/file_space.hpp"

namespace xray::storage::sqlite {

DiskReserve::DiskReserve(std::string path) : path_(std::move(path)) {
    hold();
}

DiskReserve::~DiskReserve() {
    release();
}

void DiskReserve::hold() {
    if (held_ || path_.empty()) return;
    // One that a killed process has left is as good as a new one.
    const int descriptor = ::open(path_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0644);
    if (descriptor < 0) return;
    held_ = reserve_space(descriptor, kBytes);
    ::close(descriptor);
    // Half of it would only make the disk fuller.
    if (!held_) ::unlink(path_.c_str());
}

void DiskReserve::release() {
    if (!held_) return;
    ::unlink(path_.c_str());
    held_ = false;
}

}  // namespace xray::storage::sqlite
