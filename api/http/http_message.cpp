// SPDX-License-Identifier: Apache-2.0
#include "api/http/http_message.hpp"

#include <algorithm>

#include "core/text/ascii.hpp"

namespace xray::api {

std::string_view HttpRequest::header(std::string_view name) const {
    const auto found = std::find_if(headers.begin(), headers.end(), [&](const auto& entry) {
        return equals_ignoring_case(entry.first, name);
    });
    return found == headers.end() ? std::string_view{} : std::string_view(found->second);
}

std::string_view HttpRequest::path() const {
    return path_of(target);
}

std::string_view HttpRequest::query() const {
    const std::string_view all(target);
    const std::size_t mark = all.find('?');
    return mark == std::string_view::npos ? std::string_view{} : all.substr(mark + 1);
}

std::string_view path_of(std::string_view target) {
    std::string_view path = target.substr(0, target.find('?'));
    while (path.starts_with("//")) path.remove_prefix(1);
    return path;
}

std::size_t body_bytes(const HttpResponse& response) {
    return response.lasting_body.empty() ? response.body.size() : response.lasting_body.size();
}

void leave_body_out(HttpResponse& response) {
    response.is_for_head = true;
    response.body_bytes_of_get = body_bytes(response);
    response.body.clear();
    response.lasting_body = {};
    if (response.stream) response.stream->cancel();
}

}  // namespace xray::api
