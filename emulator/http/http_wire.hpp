// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ctime>
#include <string>

#include <boost/beast/http/message.hpp>
#include <boost/beast/http/string_body.hpp>

#include "api/http/http_message.hpp"

namespace xray::emulator {

// Path and query of a request. Of the absolute form of a target (`http://host/path`, RFC 9112 3.2.2) only
// they count.
[[nodiscard]] std::string target_of(
    const boost::beast::http::request<boost::beast::http::string_body>& message);

// The request as the API takes it, with the body of `message`.
[[nodiscard]] api::HttpRequest to_api_request(
    boost::beast::http::request<boost::beast::http::string_body>&& message);

struct HeadOptions {
    bool keep_alive = true;
    bool is_http_1_0 = false;
    std::time_t now = 0;
    // The body's length is not known: it comes in chunks, or with HTTP/1.0 ends with the connection.
    bool is_stream = false;
};

// The status line and the headers of a response, with Date, Content-Length and Connection, up to the empty
// line.
[[nodiscard]] std::string format_head(const api::HttpResponse& response, const HeadOptions& options);

// A piece of a stream in the chunked coding (RFC 9112 7.1), with the end of the body behind the last one.
[[nodiscard]] std::string format_chunk(const api::BodyPiece& piece);

}  // namespace xray::emulator
