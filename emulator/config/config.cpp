// SPDX-License-Identifier: Apache-2.0
#include "emulator/config/config.hpp"

#include <unistd.h>

#include <algorithm>
#include <deque>
#include <optional>
#include <sstream>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "core/text/closest_name.hpp"
#include "emulator/config/command_line.hpp"
#include "emulator/config/container_server.hpp"
#include "emulator/config/daemon_command_line.hpp"
#include "emulator/config/endpoint.hpp"
#include "emulator/config/make_serve_config.hpp"
#include "emulator/config/text_file.hpp"
#include "emulator/version.hpp"

namespace xray::emulator {
namespace {

// As the daemon exits.
constexpr int kBadDaemonConfig = 1;

constexpr std::string_view kConfigOption = "config";

std::vector<std::string_view> serve_option_names() {
    std::vector<std::string_view> names;
    for (const Option& option : all_options()) {
        if (option.scope == OptionScope::kServe) names.push_back(option.name);
    }
    return names;
}

tl::expected<OptionLayer, std::string> read_config_file(const std::string& path) {
    const auto text = read_text_file(path);
    if (!text) return tl::unexpected(text.error());
    std::istringstream stream(*text);
    OptionLayer layer;
    try {
        for (const CLI::ConfigItem& item : CLI::ConfigTOML().from_config(stream)) {
            const bool is_section_mark = item.name == "++" || item.name == "--";
            if (is_section_mark) continue;
            const Option* const option = item.parents.empty() ? find_serve_option(item.name) : nullptr;
            if (option == nullptr || option->name == kConfigOption) {
                return tl::unexpected(path + ": unknown option '" + item.fullname() + "'" +
                                      did_you_mean(closest_name(item.fullname(), serve_option_names())));
            }
            if (item.inputs.size() != 1 && !option->is_list) {
                return tl::unexpected(path + ": " + item.name + " takes a single value");
            }
            layer[item.name] = {CLI::detail::join(item.inputs, ","), path + ": " + item.name};
        }
    } catch (const CLI::Error& error) {
        return tl::unexpected(path + ": " + error.what());
    }
    return layer;
}

// The options of `serve` on the command line, where CLI11 puts what it reads.
class ServeArguments {
public:
    explicit ServeArguments(CLI::App& app) {
        for (const Option& option : all_options()) {
            if (option.scope == OptionScope::kServe) add(app, option);
        }
    }

    [[nodiscard]] OptionLayer given() const {
        OptionLayer layer;
        for (const Argument& argument : arguments_) {
            if (argument.reader->count() == 0) continue;
            const std::string name(argument.option->name);
            const std::string flag_text = argument.is_set ? "true" : "false";
            layer[name] = {is_flag(*argument.option) ? flag_text : argument.text, "--" + name};
        }
        return layer;
    }

private:
    struct Argument {
        const Option* option = nullptr;
        const CLI::Option* reader = nullptr;
        std::string text;
        bool is_set = false;
    };

    void add(CLI::App& app, const Option& option) {
        Argument& argument = arguments_.emplace_back();
        argument.option = &option;
        const std::string name = "--" + std::string(option.name);
        if (is_flag(option)) {
            argument.reader = app.add_flag(name, argument.is_set, help_of(option));
            return;
        }
        CLI::Option* const reader = app.add_option(name, argument.text, help_of(option))
                                        ->type_name(std::string(option.value_name))
                                        ->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
        if (option.is_list) reader->join(',');
        argument.reader = reader;
    }

    static std::string help_of(const Option& option) {
        std::string help(option.help);
        if (option.is_list) help += "; repeatable";
        if (!option.default_text.empty()) help += " (default: " + std::string(option.default_text) + ")";
        return help;
    }

    // CLI11 holds references to the elements, which a deque does not move.
    std::deque<Argument> arguments_;
};

constexpr CommandSummary kServe{"serve", "runs the emulator; so does xray-emulator without a command"};
constexpr CommandSummary kHealth{"health", "checks that an emulator is running"};
constexpr CommandSummary kHelp{"help", "shows this, or with a command's name the options of that command"};

using Summaries = std::span<const CommandSummary>;

std::vector<CommandSummary> with_own(Summaries others) {
    std::vector<CommandSummary> all{kServe};
    all.insert(all.end(), others.begin(), others.end());
    all.push_back(kHealth);
    all.push_back(kHelp);
    return all;
}

// What is shown in front of the options where no subcommand is named.
std::string describe_program(Summaries others) {
    constexpr std::size_t kNameColumn = 12;
    std::string text = version_line() + ": AWS X-Ray on this machine, for testing\n\nCommands:\n";
    for (const CommandSummary& command : with_own(others)) {
        std::string name(command.name);
        name.resize(kNameColumn, ' ');
        text.append("  ").append(name).append(command.summary).append("\n");
    }
    return text;
}

Command read_serve_options(CLI::App& app, std::span<const std::string> arguments,
                           const Environment& environment) {
    app.footer(
        "Every option can also be set in the environment (--log-level: XRAY_EMULATOR_LOG_LEVEL). A DURATION\n"
        "is 500ms, 10s, 5m, 2h or 30d. The X-Ray daemon's flags and its cfg.yaml are accepted as well.");
    const ServeArguments serve_arguments(app);
    if (auto answer = parse_command_line(app, arguments)) return std::move(*answer);

    OptionLayer options = serve_arguments.given();
    const auto variables = read_environment(environment);
    if (!variables) return misuse(variables.error(), "serve");
    add_lower_layer(options, variables->options);
    if (const auto file = options.find(kConfigOption); file != options.end()) {
        const auto layer = read_config_file(file->second.text);
        if (!layer) return misuse(layer.error(), "serve");
        add_lower_layer(options, *layer);
    }
    auto config = make_serve_config(std::move(options));
    if (!config) return misuse(config.error(), "serve");
    config->notes = variables->notes;
    return std::move(*config);
}

Command read_serve(std::span<const std::string> arguments, const Environment& environment) {
    CLI::App app("Runs the emulator in the foreground until SIGINT or SIGTERM.", "xray-emulator serve");
    return read_serve_options(app, arguments, environment);
}

// Without a subcommand: the options of `serve`, and the help of the program.
Command read_program(std::span<const std::string> arguments, const Environment& environment,
                     Summaries others) {
    CLI::App app(describe_program(others), "xray-emulator");
    return read_serve_options(app, arguments, environment);
}

// Where an emulator that was started so is reached from this machine; nothing for another command, and for a
// port that was left to the emulator and is not told by a ready file.
std::optional<std::string> url_of(const Command& command) {
    const auto* const serve = std::get_if<ServeConfig>(&command);
    if (serve == nullptr) return std::nullopt;
    if (serve->tcp.port != 0) {
        return "http://" + to_string(Endpoint{reachable_host(serve->tcp.host), serve->tcp.port});
    }
    if (serve->ready_file.empty()) return std::nullopt;
    const auto text = read_text_file(serve->ready_file);
    const auto ready = nlohmann::json::parse(text.value_or(""), nullptr, false);
    const bool has_url = ready.is_object() && ready.contains("http") && ready["http"].is_string();
    return has_url ? std::optional(ready["http"].get<std::string>()) : std::nullopt;
}

bool is_serve(std::span<const std::string> arguments) {
    return arguments.size() < 2 || arguments[1].starts_with('-') || arguments[1] == "serve";
}

// The address that the emulator of this container was told to listen on, or else the one that an emulator
// would listen on by these variables.
std::string own_url(const Environment& environment) {
    for (const Invocation& process : find_container_processes("/proc", getpid(), getppid())) {
        if (!is_serve(process.arguments)) continue;
        if (auto url = url_of(read_command(process.arguments, process.environment))) return *url;
    }
    return url_of(read_serve({}, environment)).value_or(HealthConfig{}.url);
}

Command read_health(std::span<const std::string> arguments, const Environment& environment) {
    CLI::App app("Checks that an emulator is running: exit code 0 if it is healthy, else 1.",
                 "xray-emulator health");
    HealthConfig config;
    config.url = find_variable(environment, "AWS_ENDPOINT_URL_XRAY").value_or("");
    app.add_option(
           "--endpoint", config.url,
           "Address of the emulator (default: AWS_ENDPOINT_URL_XRAY, else that of the emulator in the same "
           "container, else by the variables of serve, XRAY_EMULATOR_PORT and the like)")
        ->type_name("URL");
    if (auto answer = parse_command_line(app, arguments)) return std::move(*answer);
    if (config.url.empty()) config.url = own_url(environment);
    return config;
}

Command refuse_command(const std::string& name, Summaries others) {
    std::vector<std::string_view> names;
    for (const CommandSummary& command : with_own(others)) names.push_back(command.name);
    return misuse("'" + name + "' is not a command" + did_you_mean(closest_name(name, names)), "");
}

// `help` shows what `--help` does, `help COMMAND` what `COMMAND --help` does.
Command read_help(std::span<const std::string> arguments, const Environment& environment, Summaries others) {
    const std::vector<std::string> ask{"--help"};
    const std::string topic = arguments.empty() ? "help" : arguments.front();
    if (topic == kServe.name) return read_serve(ask, environment);
    if (topic == kHealth.name) return read_health(ask, environment);
    if (topic == kHelp.name || topic.starts_with('-')) return read_program(ask, environment, others);
    return refuse_command(topic, others);
}

// The daemon looks for its file in these places when -c is not given.
tl::expected<DaemonSettings, std::string> find_daemon_config(const std::optional<std::string>& given) {
    if (given) {
        const auto text = read_text_file(*given);
        if (!text) return tl::unexpected(text.error());
        return read_daemon_config(*text, *given, true);
    }
    for (const char* const path : {"/etc/amazon/xray/cfg.yaml", "cfg.yaml"}) {
        if (const auto text = read_text_file(path)) return read_daemon_config(*text, path, false);
    }
    return DaemonSettings{};
}

void note_different_ports(ServeConfig& config) {
    if (config.udp.port == config.tcp.port) return;
    config.notes.push_back("UDP is on port " + std::to_string(config.udp.port) + " and TCP on port " +
                           std::to_string(config.tcp.port) +
                           "; clients that are given one address expect the same port for both");
}

Command read_daemon(std::span<const std::string> arguments, const Environment& environment) {
    auto read = read_daemon_arguments(arguments);
    if (!read) return PrintedAnswer{read.error() + "\n" + daemon_usage(), kMisuse};
    if (read->show_help) return PrintedAnswer{daemon_usage(), 0};
    const auto file = find_daemon_config(read->config_file);
    if (!file) return PrintedAnswer{"xray-emulator: " + file.error() + "\n", kBadDaemonConfig};
    if (read->show_version) return PrintedAnswer{version_line() + ", in place of the AWS X-Ray daemon\n", 0};

    const auto variables = read_environment(environment);
    if (!variables) return PrintedAnswer{"xray-emulator: " + variables.error() + "\n", kMisuse};
    OptionLayer options = std::move(read->settings.options);
    add_lower_layer(options, variables->options);
    add_lower_layer(options, file->options);
    if (const auto region = find_variable(environment, "AWS_REGION"))
        add_lower_layer(options, {{"region", {*region, "AWS_REGION"}}});
    auto config = make_serve_config(std::move(options));
    if (!config) return PrintedAnswer{"xray-emulator: " + config.error() + "\n", kMisuse};
    config->as_daemon = true;
    config->log.to_stdout = true;
    for (const auto& notes : {read->settings.notes, file->notes, variables->notes}) {
        config->notes.insert(config->notes.end(), notes.begin(), notes.end());
    }
    note_different_ports(*config);
    return std::move(*config);
}

}  // namespace

Command read_command(std::span<const std::string> arguments, const Environment& environment,
                     Summaries others) {
    if (is_daemon_command_line(arguments)) return read_daemon(arguments, environment);
    const bool has_subcommand = arguments.size() > 1 && !arguments[1].starts_with('-');
    if (!has_subcommand)
        return read_program(arguments.subspan(std::min<std::size_t>(arguments.size(), 1)), environment,
                            others);
    const std::string& name = arguments[1];
    const auto options = arguments.subspan(2);
    if (name == kServe.name) return read_serve(options, environment);
    if (name == kHealth.name) return read_health(options, environment);
    if (name == kHelp.name) return read_help(options, environment, others);
    return refuse_command(name, others);
}

}  // namespace xray::emulator
