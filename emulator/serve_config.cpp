// SPDX-License-Identifier: Apache-2.0
#include "emulator/serve_config.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <optional>
#include <utility>

#include "api/http_message.hpp"
#include "api/web_origin.hpp"
#include "emulator/duration.hpp"

namespace xray::emulator {
namespace {

template <class T, std::size_t N>
using Names = std::array<std::pair<std::string_view, T>, N>;

constexpr Names<LogLevel, 7> kLogLevels{{{"trace", LogLevel::kTrace},
                                         {"debug", LogLevel::kDebug},
                                         {"info", LogLevel::kInfo},
                                         {"warn", LogLevel::kWarn},
                                         {"warning", LogLevel::kWarn},
                                         {"error", LogLevel::kError},
                                         {"off", LogLevel::kOff}}};
constexpr Names<LogFormat, 2> kLogFormats{{{"text", LogFormat::kText}, {"json", LogFormat::kJson}}};
constexpr Names<bool, 8> kBooleans{{{"true", true},
                                    {"yes", true},
                                    {"on", true},
                                    {"1", true},
                                    {"false", false},
                                    {"no", false},
                                    {"off", false},
                                    {"0", false}}};

template <class T, std::size_t N>
std::optional<T> find_name(const Names<T, N>& names, std::string_view text) {
    const auto found =
        std::find_if(names.begin(), names.end(), [&](const auto& entry) { return entry.first == text; });
    if (found == names.end()) return std::nullopt;
    return found->second;
}

std::optional<std::string> non_empty(std::string_view text) {
    if (text.empty()) return std::nullopt;
    return std::string(text);
}

std::optional<std::string> account_id(std::string_view text) {
    const bool digits = std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
    if (text.size() != 12 || !digits) return std::nullopt;
    return std::string(text);
}

std::optional<std::string> host_name(std::string_view text) {
    const auto host = api::parse_host(text);
    if (!host || !host->port.empty()) return std::nullopt;
    return host->name;
}

// As browsers write it: in lower case, without a slash at the end.
std::optional<std::string> web_origin(std::string_view text) {
    if (text == "*") return std::string(text);
    if (text.ends_with('/')) text.remove_suffix(1);
    if (!api::parse_origin(text)) return std::nullopt;
    return api::to_lower(text);
}

// Values with commas between; blanks around them, and empty ones, do not count. Nothing if one is bad.
template <class Parse>
std::optional<std::vector<std::string>> list_of(std::string_view text, const Parse& parse) {
    std::vector<std::string> values;
    while (!text.empty()) {
        std::string_view piece = text.substr(0, text.find(','));
        text.remove_prefix(std::min(piece.size() + 1, text.size()));
        while (piece.starts_with(' ')) piece.remove_prefix(1);
        while (piece.ends_with(' ')) piece.remove_suffix(1);
        if (piece.empty()) continue;
        const std::optional<std::string> value = parse(piece);
        if (!value) return std::nullopt;
        values.push_back(*value);
    }
    return values;
}

// Reads the layer's values into their places and keeps the first complaint.
class Reader {
public:
    explicit Reader(const OptionLayer& options) : options_(options) {}

    // Returns whether the option was given and good.
    template <class T, class Parse>
    bool read(std::string_view name, std::string_view expected, T& place, const Parse& parse) {
        const auto found = options_.find(name);
        if (found == options_.end()) return false;
        const auto& [text, origin] = found->second;
        const std::optional<T> value = parse(text);
        if (value) {
            place = *value;
            return true;
        }
        if (error_.empty()) error_ = origin + ": '" + text + "' is not " + std::string(expected);
        return false;
    }

    // Complains about options that are good each on its own.
    void refuse(std::string_view complaint) {
        if (error_.empty()) error_ = complaint;
    }

    [[nodiscard]] const std::string& error() const { return error_; }

private:
    const OptionLayer& options_;
    std::string error_;
};

void read_endpoints(Reader& reader, ServeConfig& config) {
    reader.read("bind", "an address", config.udp.host, non_empty);
    reader.read("port", "a port number (0 to 65535)", config.udp.port, parse_port);
    config.tcp = config.udp;
    reader.read("tcp-bind", "an address", config.tcp.host, non_empty);
    reader.read("tcp-port", "a port number (0 to 65535)", config.tcp.port, parse_port);
}

void read_web(Reader& reader, ServeConfig& config) {
    const auto hosts = [](std::string_view text) { return list_of(text, host_name); };
    const auto origins = [](std::string_view text) { return list_of(text, web_origin); };
    reader.read("allow-host", "a host name, or several with commas between", config.allowed_hosts, hosts);
    reader.read("cors-origin", "an origin (https://shop.example:8443), '*', or several with commas between",
                config.cors_origins, origins);
}

void read_log(Reader& reader, LogConfig& log) {
    const auto level = [](std::string_view text) { return find_name(kLogLevels, text); };
    const auto format = [](std::string_view text) { return find_name(kLogFormats, text); };
    reader.read("log-level", "a log level (trace, debug, info, warn, error, off)", log.level, level);
    reader.read("log-format", "a log format (text, json)", log.format, format);
    reader.read("log-file", "a file name", log.file, non_empty);
}

void read_tls(Reader& reader, ServeConfig& config) {
    const auto boolean = [](std::string_view text) { return find_name(kBooleans, text); };
    TlsConfig& tls = config.tls;
    const bool certificate_given = reader.read("tls-cert", "a file name", tls.certificate_file, non_empty);
    const bool key_given = reader.read("tls-key", "a file name", tls.key_file, non_empty);
    reader.read("tls-self-signed", "true or false", tls.self_signed, boolean);
    const bool out_given = reader.read("tls-cert-out", "a file name", tls.certificate_out, non_empty);
    if (certificate_given != key_given) reader.refuse("--tls-cert and --tls-key need each other");
    if (certificate_given && tls.self_signed)
        reader.refuse("--tls-cert and --tls-self-signed exclude each other");
    if (out_given && !tls.self_signed) reader.refuse("--tls-cert-out needs --tls-self-signed");
    if (tls.self_signed && !out_given && !config.ready_file.empty()) {
        tls.certificate_out = config.ready_file + ".pem";
    }
}

}  // namespace

void add_lower_layer(OptionLayer& upper, const OptionLayer& lower) {
    upper.insert(lower.begin(), lower.end());
}

tl::expected<ServeConfig, std::string> make_serve_config(const OptionLayer& options) {
    constexpr std::string_view kDuration = "a duration (500ms, 10s, 5m, 2h, 30d)";
    const auto boolean = [](std::string_view text) { return find_name(kBooleans, text); };
    ServeConfig config;
    Reader reader(options);
    read_endpoints(reader, config);
    reader.read("db", "a database path or :memory:", config.database, non_empty);
    reader.read("ready-file", "a file name", config.ready_file, non_empty);
    reader.read("region", "a region name", config.region, non_empty);
    reader.read("account-id", "an account id (12 digits)", config.account_id, account_id);
    reader.read("strict", "true or false", config.strict, boolean);
    reader.read("retention", kDuration, config.retention, parse_duration);
    reader.read("indexing-delay", kDuration, config.indexing_delay, parse_duration);
    read_tls(reader, config);
    read_web(reader, config);
    read_log(reader, config.log);
    if (!reader.error().empty()) return tl::unexpected(reader.error());
    return config;
}

}  // namespace xray::emulator
