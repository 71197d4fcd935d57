// SPDX-License-Identifier: Apache-2.0
#include <string>

#include <CLI/CLI.hpp>

#include "api/assets.hpp"
#include "emulator/client/client_command.hpp"
#include "emulator/commands/subcommand.hpp"

namespace xray::emulator {

// xray-emulator licenses: the licence of each library that is part of the binary, as packaging/licenses.py
// has put them together. They are embedded, so they are at hand wherever the binary is.
int run_licenses(std::span<const std::string> arguments, const Environment&) {
    CLI::App app("Shows the licence of xray-emulator and of each library that its binary contains.",
                 "xray-emulator licenses");
    if (const auto answer = parse_command_line(app, arguments)) return print(*answer);
    const api::Asset* const found = api::asset_at("licenses.txt");
    if (found == nullptr) return report({1, "this build has no licences in it"});
    say(api::asset_text(*found));
    return 0;
}

}  // namespace xray::emulator
