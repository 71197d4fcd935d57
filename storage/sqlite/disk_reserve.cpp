// SPDX-License-Identifier: Apache-2.0
#include "storage/sqlite/disk_reserve.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <utility>

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
    held_ = ::posix_fallocate(descriptor, 0, kBytes) == 0;
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
