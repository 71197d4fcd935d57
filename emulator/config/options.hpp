// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>

#include "emulator/config/serve_config.hpp"

namespace xray::emulator {

// A value as somebody wrote it, and where, for the message when it is wrong.
struct OptionValue {
    // Of an option that may be repeated: all values, with commas between.
    std::string text;
    // "--port", "XRAY_EMULATOR_PORT", "emulator.toml: port".
    std::string origin;
};

// What one source (command line, environment, file) says, by the option's name.
using OptionLayer = std::map<std::string, OptionValue, std::less<>>;

// Adds to `upper` what only `lower` says.
void add_lower_layer(OptionLayer& upper, const OptionLayer& lower);

enum class OptionScope {
    // Everybody may give it: command lines, environment, configuration file.
    kServe,
    // Only the X-Ray daemon's command line and cfg.yaml can ask for it.
    kDaemon,
};

// One option of `serve`. The table of them is the only list of options: the command lines of `serve` and of
// the daemon, the environment variables, the configuration file and `--help` are made from it, and a test
// holds README's table to it.
struct Option {
    // The long name without dashes.
    std::string_view name;
    // What stands for the value in help; empty: a flag, true or false.
    std::string_view value_name;
    // The value in force when nobody gives one, as it would be written; empty: none.
    std::string_view default_text = {};
    std::string_view help = {};
    // What a value must be, for the complaint about one that is not.
    std::string_view expected;
    // Puts a value into its place; false if it is not what is expected. Null: the option is used up before
    // the configuration is made.
    bool (*read)(std::string_view text, ServeConfig& config);
    // What to add to the complaint: "; did you mean 5s or 5d?". Null: nothing.
    std::string (*suggest)(std::string_view text) = nullptr;
    // It may be repeated; its values are joined by commas.
    bool is_list = false;
    OptionScope scope = OptionScope::kServe;
};

// All options, in the order in which help shows them.
[[nodiscard]] std::span<const Option> all_options();

// The option of that name that everybody may give; null if there is none.
[[nodiscard]] const Option* find_serve_option(std::string_view name);

[[nodiscard]] inline bool is_flag(const Option& option) {
    return option.value_name.empty();
}

}  // namespace xray::emulator
