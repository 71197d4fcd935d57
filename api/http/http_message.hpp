// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "api/http/late_answer.hpp"

namespace xray::api {

// A request as the API sees it: nothing of the library that read it from the socket. The body is already free
// of transfer coding; content coding (gzip) is still on it.
struct HttpRequest {
    std::string method;  // upper case
    std::string target;  // path and query as sent
    std::vector<std::pair<std::string, std::string>> headers;
    std::string body;
    bool is_tls = false;  // came over TLS

    // The first header of that name, compared without regard to case; empty if there is none.
    [[nodiscard]] std::string_view header(std::string_view name) const;
    [[nodiscard]] std::string_view path() const;   // the target up to the '?'
    [[nodiscard]] std::string_view query() const;  // what follows it, still percent-encoded
};

// The text with A to Z in lower case; header names, host names and schemes are compared so.
[[nodiscard]] std::string to_lower(std::string_view text);

// Content-Length, Date and Connection are the server's to add.
struct HttpResponse {
    unsigned status = 200;
    std::string content_type = "application/json";
    std::vector<std::pair<std::string, std::string>> headers;
    std::string body;

    // The rest is for the server to arrange; at most one of `later` and `stream` is set.

    // How long it is to hold the response back.
    std::chrono::milliseconds hold_back{0};
    // The response is not known yet: this gives it. `headers` are to be added to it, status and body count
    // for nothing.
    std::shared_ptr<LateAnswer<HttpResponse>> later = nullptr;
    // The body comes in pieces, in place of `body`.
    std::shared_ptr<LateAnswer<BodyPiece>> stream = nullptr;
};

}  // namespace xray::api
