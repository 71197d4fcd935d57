// SPDX-License-Identifier: Apache-2.0
#include "api/http/http_message.hpp"

#include <algorithm>

namespace xray::api {
namespace {

char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool same_name(std::string_view a, std::string_view b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](char x, char y) { return lower(x) == lower(y); });
}

}  // namespace

std::string to_lower(std::string_view text) {
    std::string result(text);
    std::transform(result.begin(), result.end(), result.begin(), lower);
    return result;
}

std::string_view HttpRequest::header(std::string_view name) const {
    const auto found = std::find_if(headers.begin(), headers.end(),
                                    [&](const auto& entry) { return same_name(entry.first, name); });
    return found == headers.end() ? std::string_view{} : std::string_view(found->second);
}

std::string_view HttpRequest::path() const {
    const std::string_view all(target);
    return all.substr(0, all.find('?'));
}

std::string_view HttpRequest::query() const {
    const std::string_view all(target);
    const std::size_t mark = all.find('?');
    return mark == std::string_view::npos ? std::string_view{} : all.substr(mark + 1);
}

}  // namespace xray::api
