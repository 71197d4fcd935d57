// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ctime>
#include <string>

#include <boost/beast/http/message.hpp>
#include <boost/beast/http/string_body.hpp>

#include "api/http_message.hpp"

namespace xray::emulator {

// The request as the API takes it. HEAD becomes GET (the server leaves the body away), the absolute form of a
// target
// (`http://host/path`, RFC 9112 3.2.2) becomes its path. Takes the body out of `message`.
[[nodiscard]] api::HttpRequest to_api_request(
    boost::beast::http::request<boost::beast::http::string_body>&& message);

struct HeadOptions {
    bool keep_alive = true;
    bool is_http_1_0 = false;
    std::time_t now = 0;
};

// The status line and the headers of a response, with Date, Content-Length and Connection, up to the empty
// line.
[[nodiscard]] std::string format_head(const api::HttpResponse& response, const HeadOptions& options);

}  // namespace xray::emulator
