// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "api/http/deferred.hpp"

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
    [[nodiscard]] std::string_view path() const;   // path_of(target)
    [[nodiscard]] std::string_view query() const;  // what follows the '?', still percent-encoded
};

// A target up to the '?'. Of slashes that it begins with one counts: a base address that ends in a slash
// gives targets like "//TraceSegments".
[[nodiscard]] std::string_view path_of(std::string_view target);

// Content-Length, Date and Connection are the server's to add.
struct HttpResponse {
    unsigned status = 200;
    std::string content_type = "application/json";
    std::vector<std::pair<std::string, std::string>> headers;
    std::string body;
    // In place of `body`: bytes that stay where they are for as long as the process runs.
    std::string_view lasting_body = {};

    // An answer to HEAD: there is no body, and for GET it would have so many bytes.
    bool is_for_head = false;
    std::size_t body_bytes_of_get = 0;

    // The rest is for the server to arrange; at most one of the two is set.

    // The response is not known yet: this delivers it. `headers` are to be added to it, status and body have
    // no meaning. What is delivered may say the same again: the timeout has changed, and it is to be started
    // anew.
    std::shared_ptr<Deferred<HttpResponse>> later = nullptr;
    // The body comes in pieces, in place of `body`.
    std::shared_ptr<BodyStream> stream = nullptr;
};

// How many bytes the body has that is sent, other than as a stream.
[[nodiscard]] std::size_t body_bytes(const HttpResponse& response);

// Makes of an answer to GET the one to HEAD.
void leave_body_out(HttpResponse& response);

}  // namespace xray::api
