// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string_view>

#include "core/base/time.hpp"
#include "storage/control/control_tables.hpp"

// Settings are kept as texts; these give them their types.
namespace xray::api {

[[nodiscard]] std::optional<Micros> time_setting(storage::SettingTable& settings, std::string_view name);
void put_time_setting(storage::SettingTable& settings, std::string_view name, Micros time);

[[nodiscard]] std::optional<double> number_setting(storage::SettingTable& settings, std::string_view name);
void put_number_setting(storage::SettingTable& settings, std::string_view name, double number);

}  // namespace xray::api
