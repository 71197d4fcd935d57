// SPDX-License-Identifier: Apache-2.0
#include "api/request/page_token.hpp"

#include "core/text/hex.hpp"

namespace xray::api {
namespace {

// As many digits as a number of 64 bits has, so that a token's length tells nothing of what it holds.
constexpr std::size_t kDigits = 16;

constexpr std::string_view kTraces = "xr1";

std::optional<std::int64_t> read_number(std::string_view digits) {
    if (digits.size() != kDigits) return std::nullopt;
    std::uint64_t number = 0;
    for (const char digit : digits) {
        const std::optional<unsigned> value = hex_value(digit);
        if (!value) return std::nullopt;
        number = number << 4U | *value;
    }
    return static_cast<std::int64_t>(number);
}

}  // namespace

std::string write_page_token(std::string_view kind, std::initializer_list<std::int64_t> numbers,
                             std::string_view text) {
    std::string token(kind);
    for (const std::int64_t number : numbers) {
        token.push_back('-');
        append_hex(token, static_cast<std::uint64_t>(number), kDigits);
    }
    if (!text.empty()) token.append("-").append(text);
    return token;
}

std::optional<PageToken> read_page_token(std::string_view kind, std::size_t numbers, std::string_view token) {
    if (!token.starts_with(kind)) return std::nullopt;
    token.remove_prefix(kind.size());
    PageToken read;
    for (std::size_t i = 0; i < numbers; ++i) {
        if (!token.starts_with('-')) return std::nullopt;
        const std::optional<std::int64_t> number = read_number(token.substr(1, kDigits));
        if (!number) return std::nullopt;
        read.numbers.push_back(*number);
        token.remove_prefix(1 + kDigits);
    }
    if (token.empty()) return read;
    if (!token.starts_with('-') || token.size() == 1) return std::nullopt;
    read.text = token.substr(1);
    return read;
}

std::string write_trace_position(const TracePosition& position) {
    return write_page_token(kTraces, {position.time}, position.id.to_string());
}

std::optional<TracePosition> read_trace_position(std::string_view token) {
    const std::optional<PageToken> read = read_page_token(kTraces, 1, token);
    if (!read) return std::nullopt;
    const std::optional<TraceId> id = TraceId::parse(read->text);
    if (!id) return std::nullopt;
    return TracePosition{read->numbers.front(), *id};
}

}  // namespace xray::api
