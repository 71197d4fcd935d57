// SPDX-License-Identifier: Apache-2.0
#include "emulator/config/daemon_config_file.hpp"

#include <algorithm>
#include <array>
#include <optional>

namespace xray::emulator {
namespace {

// Where a key of cfg.yaml goes. An empty option: the daemon's business with AWS, which an emulator does not
// have.
struct KnownKey {
    std::string_view key;
    std::string_view option;
};

constexpr std::array<KnownKey, 15> kKnownKeys{{{"TotalBufferSizeMB", ""},
                                               {"Concurrency", ""},
                                               {"Region", "region"},
                                               {"Endpoint", ""},
                                               {"Socket.UDPAddress", "bind"},
                                               {"Socket.TCPAddress", "tcp-bind"},
                                               {"Logging.LogRotation", ""},
                                               {"Logging.LogLevel", "log-level"},
                                               {"Logging.LogPath", "log-file"},
                                               {"LocalMode", ""},
                                               {"ResourceARN", ""},
                                               {"RoleARN", ""},
                                               {"NoVerifySSL", ""},
                                               {"ProxyAddress", ""},
                                               {"Version", ""}}};

// Keys of version 1 files that the daemon refuses, with the key that took their place, if one did.
constexpr std::array<std::pair<std::string_view, std::string_view>, 10> kOldKeys{
    {{"Profile.CPU", ""},
     {"Profile.Memory", ""},
     {"Socket.BufferSizeKB", ""},
     {"Logging.LogFormat", ""},
     {"Processor.BatchProcessorQueueSize", ""},
     {"LogRotation", "Logging.LogRotation"},
     {"Processor.Region", "Region"},
     {"Processor.Endpoint", "Endpoint"},
     {"Processor.Routine", "Concurrency"},
     {"MemoryLimit", "TotalBufferSizeMB"}}};

std::string_view trim(std::string_view text) {
    const std::size_t first = text.find_first_not_of(" \t\r");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

// A scalar without its quotes or, unquoted, without the comment behind it.
std::string plain_scalar(std::string_view text) {
    text = trim(text);
    if (!text.empty() && (text.front() == '"' || text.front() == '\'')) {
        const std::size_t close = text.find(text.front(), 1);
        if (close != std::string_view::npos) return std::string(text.substr(1, close - 1));
    }
    if (text.starts_with('#')) return {};
    return std::string(trim(text.substr(0, text.find(" #"))));
}

std::string describe_bad_key(std::string_view key) {
    const auto old =
        std::find_if(kOldKeys.begin(), kOldKeys.end(), [&](const auto& entry) { return entry.first == key; });
    if (old == kOldKeys.end()) return "unknown key '" + std::string(key) + "'";
    if (old->second.empty())
        return "the key '" + std::string(key) + "' was removed from the daemon's configuration";
    return "the key '" + std::string(key) + "' is now called '" + std::string(old->second) + "'";
}

// Whether the setting asks for what happens anyway, so that nothing need be said of it.
bool goes_without_saying(std::string_view key, std::string_view value) {
    return key == "Version" || key == "Logging.LogRotation" || value.empty() || value == "0" ||
           value == "false";
}

}  // namespace

std::string log_level_of_daemon(std::string_view level) {
    if (level == "dev") return "debug";
    if (level == "prod") return "info";
    return std::string(level);
}

bool set_daemon_address(OptionLayer& options, std::string_view option_prefix, std::string_view value,
                        const std::string& origin) {
    const std::optional<Endpoint> endpoint = parse_endpoint(value);
    if (!endpoint) return false;
    const std::string prefix(option_prefix);
    options[prefix + "bind"] = {endpoint->host.empty() ? "0.0.0.0" : endpoint->host, origin};
    options[prefix + "port"] = {std::to_string(endpoint->port), origin};
    return true;
}

tl::expected<std::vector<std::pair<std::string, std::string>>, std::string> parse_flat_yaml(
    std::string_view text) {
    std::vector<std::pair<std::string, std::string>> entries;
    std::string parent;
    for (int number = 1; !text.empty(); ++number) {
        const std::string_view line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(text.size(), line.size() + 1));
        const std::string_view content = trim(line);
        if (content.empty() || content.starts_with('#') || content == "---" || content == "...") continue;
        const std::size_t colon = content.find(':');
        const bool separated =
            colon != std::string_view::npos &&
            (colon + 1 == content.size() || content[colon + 1] == ' ' || content[colon + 1] == '\t');
        if (!separated || colon == 0)
            return tl::unexpected("line " + std::to_string(number) + " is not of the form 'Key: value'");
        const std::string key = plain_scalar(content.substr(0, colon));
        std::string value = plain_scalar(content.substr(colon + 1));
        const bool nested = line.front() == ' ';
        if (nested && parent.empty())
            return tl::unexpected("line " + std::to_string(number) + " has unexpected indentation");
        if (!nested) parent = value.empty() ? key : std::string();
        if (nested || !value.empty())
            entries.emplace_back(nested ? parent + "." + key : key, std::move(value));
    }
    return entries;
}

tl::expected<DaemonSettings, std::string> read_daemon_config(std::string_view text, const std::string& name,
                                                             bool strict) {
    const auto entries = parse_flat_yaml(text);
    if (!entries) return tl::unexpected(name + ": " + entries.error());
    DaemonSettings settings;
    bool has_version = false;
    for (const auto& [key, value] : *entries) {
        const std::string_view wanted = key;
        const auto known = std::find_if(kKnownKeys.begin(), kKnownKeys.end(),
                                        [&](const KnownKey& entry) { return entry.key == wanted; });
        if (known == kKnownKeys.end()) {
            if (strict) return tl::unexpected(name + ": " + describe_bad_key(key));
            continue;
        }
        if (key == "Version") has_version = value == "1" || value == "2";
        const std::string origin = name + ": " + key;
        if (known->option.ends_with("bind")) {
            const std::string_view prefix = known->option == "bind" ? "" : "tcp-";
            if (!set_daemon_address(settings.options, prefix, value, origin)) {
                return tl::unexpected(origin + ": '" + value + "' is not an address (host:port)");
            }
        } else if (!known->option.empty() && !value.empty()) {
            const std::string meant = known->option == "log-level" ? log_level_of_daemon(value) : value;
            settings.options[std::string(known->option)] = {meant, origin};
        } else if (!goes_without_saying(key, value)) {
            settings.notes.push_back(origin + " has no effect offline and is ignored");
        }
    }
    if (!has_version) return tl::unexpected(name + ": Version must be 1 or 2");
    return settings;
}

}  // namespace xray::emulator
