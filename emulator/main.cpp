// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

#include <algorithm>
#include <exception>
#include <iostream>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "emulator/app.hpp"
#include "emulator/commands/subcommand.hpp"
#include "emulator/config/config.hpp"
#include "emulator/process/health_check.hpp"
#include "emulator/process/print.hpp"
#include "emulator/process/printable.hpp"
#include "emulator/process/static_libraries.hpp"

// Not every system declares it.
extern char** environ;  // NOLINT(readability-redundant-declaration)

namespace xray::emulator {
namespace {

int execute(const PrintedAnswer& answer) {
    return print(answer);
}

int execute(const HealthConfig& config) {
    const auto health = check_health(config.url);
    if (!health) return execute(PrintedAnswer{"xray-emulator: " + health.error() + "\n", 1});
    return execute(PrintedAnswer{*health + "\n", 0});
}

int execute(const ServeConfig& config) {
    const auto log = Log::open(config.log);
    if (!log) return execute(PrintedAnswer{"xray-emulator: " + log.error() + "\n", 1});
    auto files = open_files(config);
    if (!files) return execute(PrintedAnswer{"xray-emulator: " + files.error() + "\n", kMisuse});
    return serve(config, **log, std::move(*files));
}

const Subcommand* find_subcommand(std::string_view name) {
    const auto all = all_subcommands();
    const auto found = std::find_if(all.begin(), all.end(),
                                    [&](const Subcommand& subcommand) { return subcommand.name == name; });
    return found == all.end() ? nullptr : &*found;
}

std::vector<CommandSummary> summaries() {
    std::vector<CommandSummary> list;
    for (const Subcommand& subcommand : all_subcommands())
        list.push_back({subcommand.name, subcommand.summary});
    return list;
}

// A subcommand, or what `help` tells of one; nothing for what read_command() is for.
std::optional<int> run_subcommand(std::span<const std::string> arguments, const Environment& environment) {
    if (arguments.size() < 2) return std::nullopt;
    if (const Subcommand* const subcommand = find_subcommand(arguments[1]))
        return subcommand->run(arguments.subspan(2), environment);
    if (arguments[1] != "help" || arguments.size() < 3) return std::nullopt;
    const Subcommand* const topic = find_subcommand(arguments[2]);
    if (topic == nullptr) return std::nullopt;
    const std::vector<std::string> ask{"--help"};
    return topic->run(ask, environment);
}

Environment process_environment() {
    Environment variables;
    for (char** entry = environ; *entry != nullptr; ++entry) {
        const std::string_view text(*entry);
        const std::size_t equals = text.find('=');
        if (equals != std::string_view::npos)
            variables.emplace(text.substr(0, equals), text.substr(equals + 1));
    }
    return variables;
}

}  // namespace
}  // namespace xray::emulator

int main(int argc, char** argv) {
    using namespace xray::emulator;
    keep_to_static_libraries();
    try {
        const std::vector<std::string> arguments(argv, argv + argc);
        const Environment environment = process_environment();
        if (const auto code = run_subcommand(arguments, environment)) return *code;
        const Command command = read_command(arguments, environment, summaries());
        return std::visit([](const auto& what) { return execute(what); }, command);
    } catch (const std::exception& error) {
        std::cerr << "xray-emulator: " << printable(error.what(), Layout::kOneLine) << '\n';
        return 1;
    }
}
