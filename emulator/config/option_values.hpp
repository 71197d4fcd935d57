// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/config/serve_config.hpp"

// The kinds of values that options take. Each gives nothing for a text that is not of its kind. Durations and
// addresses have files of their own.
namespace xray::emulator {

// Any text but the empty one.
[[nodiscard]] std::optional<std::string> parse_text(std::string_view text);

// true, yes, on, 1; false, no, off, 0.
[[nodiscard]] std::optional<bool> parse_boolean(std::string_view text);

// Twelve digits.
[[nodiscard]] std::optional<std::string> parse_account_id(std::string_view text);

// all, aws.
[[nodiscard]] std::optional<DefaultSampling> parse_sampling(std::string_view text);

[[nodiscard]] std::optional<LogLevel> parse_log_level(std::string_view text);
[[nodiscard]] std::optional<LogFormat> parse_log_format(std::string_view text);

// Host names without ports, with commas between, in lower case. Blanks around a name, and empty names, do not
// count.
[[nodiscard]] std::optional<std::vector<std::string>> parse_host_names(std::string_view text);

// Host names and IP addresses in the same form, for a certificate. A name may begin with "*.".
[[nodiscard]] std::optional<std::vector<std::string>> parse_tls_names(std::string_view text);

// Origins of web pages (`https://shop.example:8443`, or `*`) in the same form, as browsers write them: in
// lower case, without a slash at the end.
[[nodiscard]] std::optional<std::vector<std::string>> parse_web_origins(std::string_view text);

}  // namespace xray::emulator
