// SPDX-License-Identifier: Apache-2.0
#include "emulator/config/option_values.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <boost/asio/ip/address.hpp>

#include "api/http/web_origin.hpp"
#include "core/text/ascii.hpp"

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
constexpr Names<DefaultSampling, 2> kSamplings{
    {{"all", DefaultSampling::kAll}, {"aws", DefaultSampling::kAws}}};
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

std::optional<std::string> host_name(std::string_view text) {
    const auto host = api::parse_host(text);
    if (!host || !host->port.empty()) return std::nullopt;
    return host->name;
}

// What goes into a certificate is written into a list with commas and colons: nothing but a name or an
// address may stand there.
std::optional<std::string> tls_name(std::string_view text) {
    boost::system::error_code no_address;
    const auto address = boost::asio::ip::make_address(std::string(text), no_address);
    if (!no_address) return address.to_string();
    const bool is_wildcard = text.starts_with("*.");
    const std::optional<std::string> name = host_name(is_wildcard ? text.substr(2) : text);
    if (!name) return std::nullopt;
    return (is_wildcard ? "*." : "") + *name;
}

std::optional<std::string> web_origin(std::string_view text) {
    if (text == "*") return std::string(text);
    if (text.ends_with('/')) text.remove_suffix(1);
    if (!api::parse_origin(text)) return std::nullopt;
    return to_lower(text);
}

// Nothing if one of the values is bad.
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

}  // namespace

std::optional<std::string> parse_text(std::string_view text) {
    if (text.empty()) return std::nullopt;
    return std::string(text);
}

std::optional<bool> parse_boolean(std::string_view text) {
    return find_name(kBooleans, text);
}

std::optional<std::string> parse_account_id(std::string_view text) {
    const bool digits = std::all_of(text.begin(), text.end(), is_digit);
    if (text.size() != 12 || !digits) return std::nullopt;
    return std::string(text);
}

std::optional<DefaultSampling> parse_sampling(std::string_view text) {
    return find_name(kSamplings, text);
}

std::optional<LogLevel> parse_log_level(std::string_view text) {
    return find_name(kLogLevels, text);
}

std::optional<LogFormat> parse_log_format(std::string_view text) {
    return find_name(kLogFormats, text);
}

std::optional<std::vector<std::string>> parse_host_names(std::string_view text) {
    return list_of(text, host_name);
}

std::optional<std::vector<std::string>> parse_tls_names(std::string_view text) {
    return list_of(text, tls_name);
}

std::optional<std::vector<std::string>> parse_web_origins(std::string_view text) {
    return list_of(text, web_origin);
}

}  // namespace xray::emulator
