// SPDX-License-Identifier: Apache-2.0
#include "emulator/config.hpp"

#include <algorithm>
#include <array>
#include <sstream>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>

#include "emulator/daemon_command_line.hpp"
#include "emulator/text_file.hpp"
#include "emulator/version.hpp"

namespace xray::emulator {
namespace {

constexpr int kBadDaemonConfig = 1;  // as the daemon exits

struct ServeOption {
    const char* name;
    const char* value_name;
    const char* help;
    bool is_list = false;  // may be repeated; its values are joined by commas
};

constexpr std::array<ServeOption, 16> kServeOptions{{
    {"bind", "ADDR", "Address to listen on (default 127.0.0.1)"},
    {"port", "N", "UDP and TCP port; 0 picks one that is free for both (default 2000)"},
    {"db", "PATH", "Database file, created with its folder (default :memory:)"},
    {"ready-file", "PATH", "File to write once everything listens: where, as JSON"},
    {"tls-cert", "FILE", "Certificate (PEM, with its chain): https on the same port, beside http"},
    {"tls-key", "FILE", "Private key of that certificate (PEM, without pass phrase)"},
    {"tls-cert-out", "FILE",
     "Where --tls-self-signed writes its certificate (default: the ready file's name and .pem)"},
    {"allow-host", "NAME",
     "Host name under which browsers may ask, beside localhost and addresses; repeatable", true},
    {"cors-origin", "ORIGIN", "Whose web pages may send to /v1/traces (* for all); repeatable", true},
    {"region", "NAME", "Region to play (default us-east-1)"},
    {"account-id", "ID", "Account to play (default 000000000000)"},
    {"retention", "DURATION", "How long traces are kept (default 30d)"},
    {"indexing-delay", "DURATION", "How long new data stays out of queries (default 0)"},
    {"log-level", "LEVEL", "trace, debug, info, warn, error or off (default info)"},
    {"log-format", "FORMAT", "text or json (default text)"},
    {"config", "FILE", "File of these options, as `name = value` lines"},
}};

struct ServeFlag {
    const char* name;
    const char* help;
};

constexpr std::array<ServeFlag, 2> kServeFlags{{
    {"tls-self-signed", "https with a certificate made at every start, for localhost and the bind address"},
    {"strict", "Enforce AWS's documented limits on ages, time ranges, rates and sizes"},
}};

PrintedAnswer misuse(const std::string& message, const std::string& command) {
    return {"xray-emulator: " + message + " (try: xray-emulator " + command + " --help)\n", kMisuse};
}

std::string version_line() {
    return "xray-emulator " + std::string(version());
}

bool is_list(std::string_view name) {
    return std::any_of(kServeOptions.begin(), kServeOptions.end(),
                       [&](const ServeOption& option) { return option.name == name && option.is_list; });
}

bool is_option_name(std::string_view name) {
    const auto has_name = [&](const auto& option) { return option.name == name; };
    return std::any_of(kServeOptions.begin(), kServeOptions.end(), has_name) ||
           std::any_of(kServeFlags.begin(), kServeFlags.end(), has_name);
}

std::string variable_name(std::string_view option) {
    std::string name = "XRAY_EMULATOR_";
    for (const char c : option) name.push_back(c == '-' ? '_' : static_cast<char>(c - ('a' - 'A')));
    return name;
}

// Kubernetes sets XRAY_EMULATOR_PORT=tcp://ADDRESS:PORT in every pod beside a Service called xray-emulator.
// Nobody meant that as an option.
bool is_service_link(std::string_view value) {
    return value.starts_with("tcp://") || value.starts_with("udp://");
}

OptionLayer read_environment(const Environment& environment) {
    OptionLayer layer;
    const auto look_up = [&](const std::string& option) {
        const std::string name = variable_name(option);
        const std::optional<std::string> value = environment(name);
        if (value && !value->empty() && !is_service_link(*value)) layer[option] = {*value, name};
    };
    for (const ServeOption& option : kServeOptions) look_up(option.name);
    for (const ServeFlag& flag : kServeFlags) look_up(flag.name);
    return layer;
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
            if (!item.parents.empty() || !is_option_name(item.name) || item.name == "config") {
                return tl::unexpected(path + ": unknown option '" + item.fullname() + "'");
            }
            if (item.inputs.size() != 1 && !is_list(item.name)) {
                return tl::unexpected(path + ": " + item.name + " takes one value");
            }
            layer[item.name] = {CLI::detail::join(item.inputs, ","), path + ": " + item.name};
        }
    } catch (const CLI::Error& error) {
        return tl::unexpected(path + ": " + error.what());
    }
    return layer;
}

// Reads the options of one subcommand. An answer instead means that there is nothing to run.
std::optional<PrintedAnswer> parse_with(CLI::App& app, std::span<const std::string> arguments) {
    app.set_version_flag("--version", version_line());
    app.get_formatter()->column_width(32);
    std::vector<std::string> reversed(arguments.rbegin(), arguments.rend());
    try {
        app.parse(reversed);
    } catch (const CLI::CallForHelp&) {
        return PrintedAnswer{app.help(), 0};
    } catch (const CLI::CallForVersion&) {
        return PrintedAnswer{version_line() + "\n", 0};
    } catch (const CLI::ParseError& error) {
        return misuse(error.what(), app.get_name().substr(app.get_name().rfind(' ') + 1));
    }
    return std::nullopt;
}

// The options of `serve` on the command line, where CLI11 puts what it reads.
class ServeArguments {
public:
    explicit ServeArguments(CLI::App& app) {
        for (std::size_t i = 0; i < kServeOptions.size(); ++i) {
            const ServeOption& option = kServeOptions[i];
            options_[i] = app.add_option("--" + std::string(option.name), values_[i], option.help)
                              ->type_name(option.value_name)
                              ->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
            if (option.is_list) options_[i]->join(',');
        }
        for (std::size_t i = 0; i < kServeFlags.size(); ++i) {
            const ServeFlag& flag = kServeFlags[i];
            flags_[i] = app.add_flag("--" + std::string(flag.name), are_set_[i], flag.help);
        }
    }

    [[nodiscard]] OptionLayer given() const {
        OptionLayer layer;
        for (std::size_t i = 0; i < kServeOptions.size(); ++i) {
            const std::string name = kServeOptions[i].name;
            if (options_[i]->count() > 0) layer[name] = {values_[i], "--" + name};
        }
        for (std::size_t i = 0; i < kServeFlags.size(); ++i) {
            const std::string name = kServeFlags[i].name;
            if (flags_[i]->count() > 0) layer[name] = {are_set_[i] ? "true" : "false", "--" + name};
        }
        return layer;
    }

private:
    std::array<std::string, kServeOptions.size()> values_;
    std::array<CLI::Option*, kServeOptions.size()> options_{};
    std::array<bool, kServeFlags.size()> are_set_{};
    std::array<CLI::Option*, kServeFlags.size()> flags_{};
};

Command read_serve(std::span<const std::string> arguments, const Environment& environment) {
    CLI::App app("Runs the emulator in the foreground until SIGINT or SIGTERM.", "xray-emulator serve");
    app.footer(
        "Every option is also an environment variable (--log-level: XRAY_EMULATOR_LOG_LEVEL). The X-Ray\n"
        "daemon's own flags and cfg.yaml are understood as well.\n\n"
        "Other commands:\n  xray-emulator health [--endpoint URL]   asks a running emulator how it is");
    const ServeArguments serve_arguments(app);
    if (auto answer = parse_with(app, arguments)) return std::move(*answer);

    OptionLayer options = serve_arguments.given();
    add_lower_layer(options, read_environment(environment));
    if (const auto file = options.find("config"); file != options.end()) {
        const auto layer = read_config_file(file->second.text);
        if (!layer) return misuse(layer.error(), "serve");
        add_lower_layer(options, *layer);
    }
    const auto config = make_serve_config(options);
    if (!config) return misuse(config.error(), "serve");
    return *config;
}

Command read_health(std::span<const std::string> arguments, const Environment& environment) {
    CLI::App app("Asks a running emulator how it is: exit code 0 when it is well, else 1.",
                 "xray-emulator health");
    HealthConfig config;
    if (const auto port = environment("XRAY_EMULATOR_PORT"); port && parse_port(*port)) {
        config.url = "http://127.0.0.1:" + *port;
    }
    const auto url = environment("AWS_ENDPOINT_URL_XRAY");
    if (url && !url->empty()) config.url = *url;
    app.add_option("--endpoint", config.url,
                   "Where it listens (default: AWS_ENDPOINT_URL_XRAY, else " + config.url + ")")
        ->type_name("URL");
    if (auto answer = parse_with(app, arguments)) return std::move(*answer);
    return config;
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
    config.notes.push_back("UDP gets port " + std::to_string(config.udp.port) + " and TCP port " +
                           std::to_string(config.tcp.port) +
                           ", as asked; clients that are given one address expect one number for both");
}

Command read_daemon(std::span<const std::string> arguments, const Environment& environment) {
    auto read = read_daemon_arguments(arguments);
    if (!read) return PrintedAnswer{read.error() + "\n" + daemon_usage(), kMisuse};
    if (read->show_help) return PrintedAnswer{daemon_usage(), 0};
    const auto file = find_daemon_config(read->config_file);
    if (!file) return PrintedAnswer{"xray-emulator: " + file.error() + "\n", kBadDaemonConfig};
    if (read->show_version)
        return PrintedAnswer{"AWS X-Ray daemon version: " + std::string(version()) + "\n", 0};

    OptionLayer options = std::move(read->settings.options);
    add_lower_layer(options, read_environment(environment));
    add_lower_layer(options, file->options);
    const auto aws_region = environment("AWS_REGION");
    if (aws_region && !aws_region->empty())
        add_lower_layer(options, {{"region", {*aws_region, "AWS_REGION"}}});
    auto config = make_serve_config(options);
    if (!config) return PrintedAnswer{"xray-emulator: " + config.error() + "\n", kMisuse};
    config->as_daemon = true;
    config->log.to_stdout = true;
    config->notes = std::move(read->settings.notes);
    config->notes.insert(config->notes.end(), file->notes.begin(), file->notes.end());
    note_different_ports(*config);
    return std::move(*config);
}

}  // namespace

Command read_command(std::span<const std::string> arguments, const Environment& environment) {
    if (is_daemon_command_line(arguments)) return read_daemon(arguments, environment);
    const bool has_subcommand = arguments.size() > 1 && !arguments[1].starts_with('-');
    const std::string subcommand = has_subcommand ? arguments[1] : "serve";
    const auto options = arguments.subspan(std::min<std::size_t>(arguments.size(), has_subcommand ? 2 : 1));
    if (subcommand == "serve") return read_serve(options, environment);
    if (subcommand == "health") return read_health(options, environment);
    return misuse("'" + subcommand + "' is no command", "serve");
}

}  // namespace xray::emulator
