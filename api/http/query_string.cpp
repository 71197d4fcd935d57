// SPDX-License-Identifier: Apache-2.0
#include "api/http/query_string.hpp"

#include <charconv>
#include <optional>

namespace xray::api {
namespace {

constexpr int kHexadecimal = 16;

std::optional<std::string> decode(std::string_view text) {
    std::string decoded;
    decoded.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            decoded += text[i] == '+' ? ' ' : text[i];
            continue;
        }
        const std::string_view digits = text.substr(i + 1, 2);
        unsigned char byte = 0;
        const char* const end = digits.data() + digits.size();
        const auto read = std::from_chars(digits.data(), end, byte, kHexadecimal);
        if (digits.size() < 2 || read.ec != std::errc{} || read.ptr != end) return std::nullopt;
        decoded += static_cast<char>(byte);
        i += 2;
    }
    return decoded;
}

}  // namespace

Result<std::vector<std::pair<std::string, std::string>>> parse_query(std::string_view query) {
    std::vector<std::pair<std::string, std::string>> parameters;
    while (!query.empty()) {
        const std::string_view one = query.substr(0, query.find('&'));
        query.remove_prefix(one.size() < query.size() ? one.size() + 1 : one.size());
        if (one.empty()) continue;
        const std::size_t sign = one.find('=');
        std::optional<std::string> name = decode(one.substr(0, sign));
        std::optional<std::string> value =
            sign == std::string_view::npos ? std::string() : decode(one.substr(sign + 1));
        if (!name || !value) {
            return fail(ErrorCode::kInvalidRequest,
                        "The query string has a '%' without two hexadecimal digits behind it");
        }
        parameters.emplace_back(std::move(*name), std::move(*value));
    }
    return parameters;
}

}  // namespace xray::api
