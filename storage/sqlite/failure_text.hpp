// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <exception>
#include <string>

namespace xray::storage {

// What a client may be told of a failure of the database: its kind in plain words, never SQLite's text or a
// statement, which are for the log. Empty for a failure that is not the database's.
[[nodiscard]] std::string plain_reason(const std::exception& failure);

}  // namespace xray::storage
