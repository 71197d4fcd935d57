// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>

#include "storage/sqlite/file_space.hpp"

namespace xray::storage::sqlite {

bool reserve_space(int descriptor, std::int64_t bytes) {
    return ::posix_fallocate(descriptor, 0, bytes) == 0;
}

}  // namespace xray::storage::sqlite
