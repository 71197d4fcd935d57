// SPDX-License-Identifier: Apache-2.0
#include "emulator/config/command_line.hpp"

#include <vector>

#include <CLI/CLI.hpp>

#include "emulator/version.hpp"

namespace xray::emulator {

std::string version_line() {
    return "xray-emulator " + std::string(version());
}

PrintedAnswer misuse(const std::string& message, const std::string& command) {
    const std::string topic = command.empty() ? "" : " " + command;
    return {"xray-emulator: " + message + " (try: xray-emulator help" + topic + ")\n", kMisuse};
}

std::optional<PrintedAnswer> parse_command_line(CLI::App& app, std::span<const std::string> arguments) {
    app.set_version_flag("--version", version_line());
    app.get_formatter()->column_width(32);
    std::vector<std::string> reversed(arguments.rbegin(), arguments.rend());
    try {
        app.parse(reversed);
    } catch (const CLI::CallForHelp&) {
        return PrintedAnswer{app.help(), 0};
    } catch (const CLI::CallForVersion&) {
        return PrintedAnswer{version_line() + "\n" + std::string(build_description()) + "\n", 0};
    } catch (const CLI::ParseError& error) {
        const std::string& name = app.get_name();
        const std::size_t blank = name.rfind(' ');
        return misuse(error.what(), blank == std::string::npos ? "serve" : name.substr(blank + 1));
    }
    return std::nullopt;
}

}  // namespace xray::emulator
