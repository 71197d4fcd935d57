// SPDX-License-Identifier: Apache-2.0
#include "api/http/http_message.hpp"

#include <algorithm>

#include "core/base/ascii.hpp"

namespace xray::api {
std::string to_lower(std::string_view text) {
    return xray::to_lower(text);
}

std::string_view HttpRequest::header(std::string_view name) const {
    const auto found = std::find_if(headers.begin(), headers.end(), [&](const auto& entry) {
        return equals_ignoring_case(entry.first, name);
    });
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
