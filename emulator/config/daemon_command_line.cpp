// SPDX-License-Identifier: Apache-2.0
#include "emulator/config/daemon_command_line.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <string_view>

namespace xray::emulator {
namespace {

enum class Effect {
    // Sets an option of `serve`.
    kOption,
    // Adds to one that may be repeated.
    kListOption,
    // host:port.
    kUdpAddress,
    kTcpAddress,
    // In the daemon's names.
    kLogLevel,
    // A cfg.yaml.
    kConfig,
    // Accepted, and said once in the log.
    kMeaningless,
    kVersion,
    kHelp,
};

enum class ValueKind { kText, kInteger, kBoolean };

struct Flag {
    // Empty: an option of `serve` that the daemon does not have.
    std::string_view short_name;
    std::string_view long_name;
    ValueKind kind;
    Effect effect;
    std::string_view help;
};

constexpr std::array<Flag, 13> kFlags{{
    {"a", "resource-arn", ValueKind::kText, Effect::kMeaningless,
     "ARN of the AWS resource running the daemon"},
    {"o", "local-mode", ValueKind::kBoolean, Effect::kMeaningless, "Do not ask for EC2 instance metadata"},
    {"m", "buffer-memory", ValueKind::kInteger, Effect::kMeaningless, "Memory for buffers in MB"},
    {"n", "region", ValueKind::kText, Effect::kOption, "AWS region to emulate"},
    {"b", "bind", ValueKind::kText, Effect::kUdpAddress, "UDP address to listen on (127.0.0.1:2000)"},
    {"t", "bind-tcp", ValueKind::kText, Effect::kTcpAddress, "TCP address to listen on (the same as UDP)"},
    {"r", "role-arn", ValueKind::kText, Effect::kMeaningless, "IAM role to assume"},
    {"c", "config", ValueKind::kText, Effect::kConfig, "Configuration file (cfg.yaml)"},
    {"f", "log-file", ValueKind::kText, Effect::kOption, "Log to this file instead of the console"},
    {"l", "log-level", ValueKind::kText, Effect::kLogLevel, "dev, debug, info, warn, error or prod"},
    {"p", "proxy-address", ValueKind::kText, Effect::kMeaningless, "Proxy for calls to AWS"},
    {"v", "version", ValueKind::kBoolean, Effect::kVersion, "Show the version"},
    {"h", "help", ValueKind::kBoolean, Effect::kHelp, "Show this help"},
}};

// An argument taken apart: -name, --name, -name=value.
struct Argument {
    std::string_view dashes;
    std::string_view name;
    std::optional<std::string_view> value;
};

// Nothing for what Go's flag package takes for the end of the flags.
std::optional<Argument> take_apart(std::string_view text) {
    if (text.size() < 2 || text.front() != '-' || text == "--") return std::nullopt;
    Argument argument;
    argument.dashes = text.substr(0, text[1] == '-' ? 2 : 1);
    text.remove_prefix(argument.dashes.size());
    const std::size_t equals = text.find('=');
    argument.name = text.substr(0, equals);
    if (equals != std::string_view::npos) argument.value = text.substr(equals + 1);
    return argument;
}

// An option of `serve` is a flag beside the daemon's own.
std::optional<Flag> find_flag(std::string_view name) {
    const auto* const found = std::find_if(kFlags.begin(), kFlags.end(), [&](const Flag& flag) {
        return flag.long_name == name || flag.short_name == name;
    });
    if (found != kFlags.end()) return *found;
    const Option* const option = find_serve_option(name);
    if (option == nullptr) return std::nullopt;
    return Flag{"", option->name, is_flag(*option) ? ValueKind::kBoolean : ValueKind::kText,
                option->is_list ? Effect::kListOption : Effect::kOption, option->help};
}

// Whether `serve` has the flag too, under this spelling.
bool serve_knows(const Argument& argument, const Flag& flag) {
    if (argument.name == "h") return true;
    if (argument.dashes.size() == 1 || argument.name == flag.short_name) return false;
    return flag.effect == Effect::kVersion || flag.effect == Effect::kHelp ||
           find_serve_option(flag.long_name) != nullptr;
}

bool has_daemon_value(const Flag& flag, std::string_view value) {
    switch (flag.effect) {
        case Effect::kUdpAddress:
            return parse_endpoint(value).has_value();
        case Effect::kLogLevel:
            return value == "dev" || value == "prod";
        case Effect::kConfig:
            return value.ends_with(".yaml") || value.ends_with(".yml");
        default:
            return false;
    }
}

// The value in the form that `serve` reads, or what is wrong with it.
tl::expected<std::string, std::string> check_value(const Flag& flag, const std::string& spelling,
                                                   std::string_view value) {
    if (flag.kind == ValueKind::kInteger) {
        int number = 0;
        const char* const end = value.data() + value.size();
        const auto [rest, error] = std::from_chars(value.data(), end, number);
        if (error != std::errc{} || rest != end) {
            return tl::unexpected(spelling + ": '" + std::string(value) + "' is not a whole number");
        }
    }
    if (flag.kind != ValueKind::kBoolean) return std::string(value);
    constexpr std::string_view kTrue[] = {"1", "t", "T", "true", "TRUE", "True"};
    constexpr std::string_view kFalse[] = {"0", "f", "F", "false", "FALSE", "False"};
    if (std::find(std::begin(kTrue), std::end(kTrue), value) != std::end(kTrue)) return "true";
    if (std::find(std::begin(kFalse), std::end(kFalse), value) != std::end(kFalse)) return "false";
    return tl::unexpected(spelling + ": '" + std::string(value) + "' is not true or false");
}

tl::expected<void, std::string> apply(const Flag& flag, const std::string& spelling, const std::string& value,
                                      DaemonArguments& result) {
    OptionLayer& options = result.settings.options;
    switch (flag.effect) {
        case Effect::kOption:
            options[std::string(flag.long_name)] = {value, spelling};
            break;
        case Effect::kListOption: {
            OptionValue& list = options[std::string(flag.long_name)];
            list = {list.text.empty() ? value : list.text + "," + value, spelling};
            break;
        }
        case Effect::kUdpAddress:
        case Effect::kTcpAddress:
            if (!set_daemon_address(options, flag.effect == Effect::kUdpAddress ? "" : "tcp-", value,
                                    spelling)) {
                return tl::unexpected(spelling + ": '" + value + "' is not an address (host:port)");
            }
            break;
        case Effect::kLogLevel:
            options["log-level"] = {log_level_of_daemon(value), spelling};
            break;
        case Effect::kConfig:
            result.config_file = value;
            break;
        case Effect::kMeaningless:
            if (value != "false")
                result.settings.notes.push_back(spelling + " has no effect offline and is ignored");
            break;
        case Effect::kVersion:
            result.show_version = value == "true";
            break;
        case Effect::kHelp:
            result.show_help = value == "true";
            break;
    }
    return {};
}

}  // namespace

bool is_daemon_command_line(std::span<const std::string> arguments) {
    const std::string_view program =
        arguments.empty() ? std::string_view() : std::string_view(arguments.front());
    const bool has_subcommand = arguments.size() > 1 && !arguments[1].starts_with('-');
    if (has_subcommand) return false;
    if (program.substr(program.rfind('/') + 1) == "xray") return true;
    for (std::size_t i = 1; i < arguments.size(); ++i) {
        const std::optional<Argument> argument = take_apart(arguments[i]);
        if (!argument) continue;
        const std::optional<Flag> flag = find_flag(argument->name);
        if (!flag) continue;
        if (!serve_knows(*argument, *flag)) return true;
        const std::string_view next = i + 1 < arguments.size() ? std::string_view(arguments[i + 1]) : "";
        if (has_daemon_value(*flag, argument->value.value_or(next))) return true;
    }
    return false;
}

tl::expected<DaemonArguments, std::string> read_daemon_arguments(std::span<const std::string> arguments) {
    DaemonArguments result;
    for (std::size_t i = 1; i < arguments.size(); ++i) {
        const std::optional<Argument> argument = take_apart(arguments[i]);
        if (!argument) break;
        const std::string spelling = std::string(argument->dashes) + std::string(argument->name);
        const std::optional<Flag> flag = find_flag(argument->name);
        if (!flag) return tl::unexpected("flag provided but not defined: -" + std::string(argument->name));
        std::string_view given = "true";
        if (argument->value) {
            given = *argument->value;
        } else if (flag->kind != ValueKind::kBoolean) {
            if (++i == arguments.size()) return tl::unexpected("flag needs an argument: " + spelling);
            given = arguments[i];
        }
        const auto value = check_value(*flag, spelling, given);
        if (!value) return tl::unexpected(value.error());
        if (const auto applied = apply(*flag, spelling, *value, result); !applied) {
            return tl::unexpected(applied.error());
        }
    }
    return result;
}

std::string daemon_usage() {
    std::string text = "Usage: X-Ray [options]\n";
    for (const Flag& flag : kFlags) {
        text += "\t-" + std::string(flag.short_name) + "\t--" + std::string(flag.long_name) + "\t" +
                std::string(flag.help) + "\n";
    }
    return text;
}

}  // namespace xray::emulator
