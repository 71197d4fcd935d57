// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace xray::emulator {

// What a runner and its guard tell each other over their connection: numbers, and lists of texts. False, or
// nothing, means that the other side has gone.

[[nodiscard]] bool send_number(int connection, std::uint32_t number);
[[nodiscard]] std::optional<std::uint32_t> receive_number(int connection);

[[nodiscard]] bool send_texts(int connection, const std::vector<std::string>& texts);
[[nodiscard]] std::optional<std::vector<std::string>> receive_texts(int connection);

}  // namespace xray::emulator
