// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>

#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

#include "emulator/http/http_wire.hpp"

namespace xray::emulator {

// Everything of a request that is not its body: the request line, headers, the lines that chunks begin with
// and trailers. A plain line for each chunk does not count.
inline constexpr std::size_t kMaxFramingBytes = 64U << 10U;

// Parses one request out of what has been read. The bytes of `buffer` that are no part of the body are
// bounded, however they come: a buffer of kMaxFramingBytes holds the longest line there can be.
class HttpRequestParser {
public:
    using Message = boost::beast::http::request<boost::beast::http::string_body>;
    using ErrorCode = boost::system::error_code;

    HttpRequestParser();
    HttpRequestParser(const HttpRequestParser&) = delete;
    HttpRequestParser& operator=(const HttpRequestParser&) = delete;
    ~HttpRequestParser() = default;

    // Takes what it can out of `buffer`, up to the end of the headers or, when those are done, of the
    // message. Without an error and without an end more is to be read. Errors: what is wrong with the
    // request; header_limit for too much beside the body.
    [[nodiscard]] ErrorCode take(boost::beast::flat_buffer& buffer);

    // Once the headers are done: the longest body there may be; false if the client has announced more. Until
    // then nothing of the body is taken.
    [[nodiscard]] bool limit_body(std::uint64_t most);

    // The client sends no more: end_of_stream if it has sent nothing at all, else partial_message.
    [[nodiscard]] ErrorCode end();

    [[nodiscard]] bool is_header_done() const { return parser_.is_header_done(); }
    [[nodiscard]] bool is_done() const { return parser_.is_done(); }
    [[nodiscard]] const Message& message() const { return parser_.get(); }
    [[nodiscard]] Message release() { return parser_.release(); }

private:
    ErrorCode take_some(boost::beast::flat_buffer& buffer);

    boost::beast::http::request_parser<boost::beast::http::string_body> parser_;
    std::function<void(std::uint64_t, boost::beast::string_view, ErrorCode&)> on_chunk_;
    std::size_t framing_bytes_ = 0;
    std::size_t allowed_bytes_ = kMaxFramingBytes;
};

// Why a request whose headers are read is refused at once: its length is told in a way that another server
// may understand otherwise (RFC 9112, 6.1 and 6.3), or its host is told twice.
struct FramingFault {
    unsigned status = 0;  // 0: none
    const char* message = "";
};
[[nodiscard]] FramingFault framing_fault(const HttpRequestParser::Message& message);

}  // namespace xray::emulator
