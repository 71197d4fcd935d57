// SPDX-License-Identifier: Apache-2.0
#include "api/resources/tag_rules.hpp"

#include <algorithm>
#include <string>

#include "api/request/api_errors.hpp"
#include "core/text/ascii.hpp"

namespace xray::api {
namespace {

constexpr std::size_t kMaxTags = 50;  // documented

bool is_reserved(std::string_view key) {
    static constexpr std::string_view kPrefix = "aws:";
    return equals_ignoring_case(key.substr(0, kPrefix.size()), kPrefix);
}

// Letters of other scripts are allowed: every byte of theirs is above 0x7f.
bool has_tag_characters(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) {
        return static_cast<unsigned char>(c) >= 0x80 || is_letter_or_digit(c) ||
               std::string_view(" _.:/=+-@").find(c) != std::string_view::npos;
    });
}

}  // namespace

Result<void> add_tags(storage::TagTable& tags, std::string_view arn, const RequestReader& request) {
    storage::Tags added;
    for (const RequestReader& tag : request.structures("Tags")) {
        const std::optional<std::string> key = tag.text("Key");
        if (!key) return fail(errors::internal_failure());  // a null entry
        const std::string value = tag.required_text("Value");
        if (is_reserved(*key)) return fail(errors::reserved_tag_key());
        if (!has_tag_characters(*key)) return fail(errors::invalid_tag_characters(*key));
        if (!has_tag_characters(value)) return fail(errors::invalid_tag_characters(value));
        if (!added.emplace(*key, value).second) return fail(errors::internal_failure());
    }
    storage::Tags all = tags.of(arn);
    for (const auto& [key, value] : added) all[key] = value;
    if (all.size() > kMaxTags) return fail(errors::too_many_tags(kMaxTags));
    for (const auto& [key, value] : added) tags.put(arn, key, value);
    return {};
}

}  // namespace xray::api
