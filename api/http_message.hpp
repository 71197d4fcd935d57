// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace xray::api {

// A request as the API sees it: nothing of the library that read it from the socket. The body is already free
// of transfer coding; content coding (gzip) is still on it.
struct HttpRequest {
    std::string method;  // upper case
    std::string target;  // path and query as sent
    std::vector<std::pair<std::string, std::string>> headers;
    std::string body;

    // The first header of that name, compared without regard to case; empty if there is none.
    [[nodiscard]] std::string_view header(std::string_view name) const;
    [[nodiscard]] std::string_view path() const;   // the target up to the '?'
    [[nodiscard]] std::string_view query() const;  // what follows it, still percent-encoded
};

// Content-Length, Date and Connection are the server's to add.
struct HttpResponse {
    unsigned status = 200;
    std::string content_type = "application/json";
    std::vector<std::pair<std::string, std::string>> headers;
    std::string body;
};

}  // namespace xray::api
