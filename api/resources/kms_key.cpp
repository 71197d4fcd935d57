// SPDX-License-Identifier: Apache-2.0
#include "api/resources/kms_key.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

#include "core/base/stable_hash.hpp"
#include "core/text/ascii.hpp"
#include "core/text/hex.hpp"

namespace xray::api {
namespace {

constexpr std::string_view kAlias = "alias/";
constexpr std::string_view kKey = "key/";

bool is_key_id(std::string_view id) {
    return !id.empty() &&
           std::all_of(id.begin(), id.end(), [](char c) { return is_letter_or_digit(c) || c == '-'; });
}

bool is_alias_name(std::string_view name) {
    return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
        return is_letter_or_digit(c) || std::string_view("-_/").find(c) != std::string_view::npos;
    });
}

// The same alias has the same key id in every run.
std::string key_id_of_alias(std::string_view alias) {
    std::string digits;
    for (const std::uint64_t salt : {0U, 1U}) append_hex(digits, Fnv1a(salt).add(alias).value(), 16);
    for (const std::size_t dash : {8U, 13U, 18U, 23U}) digits.insert(dash, "-");
    return digits;
}

// What follows the account in `arn:aws:kms:REGION:ACCOUNT:`, and the text before it.
struct KmsArn {
    std::string_view prefix;
    std::string_view resource;
};

std::optional<KmsArn> parse_arn(std::string_view text) {
    std::size_t end = 0;
    for (int colon = 0; colon < 5; ++colon) {
        end = text.find(':', end);
        if (end == std::string_view::npos) return std::nullopt;
        ++end;
    }
    const std::string_view service = text.substr(text.find(':', 4) + 1, 4);
    if (!text.starts_with("arn:") || service != "kms:") return std::nullopt;
    return KmsArn{text.substr(0, end), text.substr(end)};
}

}  // namespace

std::optional<std::string> kms_key_arn(const Context& context, std::string_view key) {
    std::string prefix = "arn:aws:kms:" + context.region + ":" + context.account_id + ":";
    std::string_view resource = key;
    if (key.starts_with("arn:")) {
        const std::optional<KmsArn> arn = parse_arn(key);
        if (!arn) return std::nullopt;
        prefix = arn->prefix;
        resource = arn->resource;
        if (!resource.starts_with(kAlias) && !resource.starts_with(kKey)) return std::nullopt;
        if (resource.starts_with(kKey)) resource.remove_prefix(kKey.size());
    }
    if (resource.starts_with(kAlias)) {
        if (!is_alias_name(resource.substr(kAlias.size()))) return std::nullopt;
        return prefix.append(kKey) + key_id_of_alias(resource);
    }
    if (!is_key_id(resource)) return std::nullopt;
    return prefix.append(kKey).append(resource);
}

}  // namespace xray::api
