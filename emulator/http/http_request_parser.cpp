// SPDX-License-Identifier: Apache-2.0
#include "emulator/http/http_request_parser.hpp"

#include <iterator>

#include <boost/beast/core/string.hpp>
#include <boost/beast/http/error.hpp>

namespace xray::emulator {
namespace {

namespace http = boost::beast::http;

// What each chunk may cost beside its content: a size of eight digits and two line ends.
constexpr std::size_t kChunkLineBytes = 12;

std::size_t count_fields(const HttpRequestParser::Message& message, http::field name) {
    const auto [first, last] = message.equal_range(name);
    return static_cast<std::size_t>(std::distance(first, last));
}

}  // namespace

HttpRequestParser::HttpRequestParser()
    : on_chunk_([this](std::uint64_t, boost::beast::string_view, ErrorCode&) {
          allowed_bytes_ += kChunkLineBytes;
      }) {
    parser_.header_limit(static_cast<std::uint32_t>(kMaxFramingBytes));
    // limit_body() sets it: it goes by the path.
    parser_.body_limit(boost::none);
    parser_.on_chunk_header(on_chunk_);
}

HttpRequestParser::ErrorCode HttpRequestParser::take_some(boost::beast::flat_buffer& buffer) {
    ErrorCode error;
    const std::size_t body_before = parser_.get().body().size();
    const std::size_t used = parser_.put(buffer.data(), error);
    buffer.consume(used);
    framing_bytes_ += used - (parser_.get().body().size() - body_before);
    const bool unfinished = !error || error == http::error::need_more;
    if (unfinished && framing_bytes_ > allowed_bytes_) return http::error::header_limit;
    return error;
}

HttpRequestParser::ErrorCode HttpRequestParser::take(boost::beast::flat_buffer& buffer) {
    const bool only_header = !parser_.is_header_done();
    parser_.eager(!only_header);
    while (buffer.size() > 0 && !parser_.is_done() && !(only_header && parser_.is_header_done())) {
        const ErrorCode error = take_some(buffer);
        // A line that does not fit never ends.
        const bool is_full = buffer.size() == buffer.max_size();
        if (error == http::error::need_more) return is_full ? http::error::header_limit : ErrorCode();
        if (error) return error;
    }
    return {};
}

bool HttpRequestParser::limit_body(std::uint64_t most) {
    parser_.body_limit(most);
    return parser_.content_length().value_or(0) <= most;
}

HttpRequestParser::ErrorCode HttpRequestParser::end() {
    return parser_.got_some() ? http::error::partial_message : http::error::end_of_stream;
}

FramingFault framing_fault(const HttpRequestParser::Message& message) {
    if (count_fields(message, http::field::host) > 1) {
        return {400, "The request has more than one Host header."};
    }
    const std::size_t lengths = count_fields(message, http::field::content_length);
    if (lengths > 1) return {400, "The request has more than one Content-Length header."};
    const std::size_t codings = count_fields(message, http::field::transfer_encoding);
    if (codings == 0) return {};
    if (lengths > 0) return {400, "The request has both a Content-Length and a Transfer-Encoding header."};
    const bool is_chunked =
        codings == 1 && boost::beast::iequals(message[http::field::transfer_encoding], "chunked");
    if (!is_chunked) return {501, "The only Transfer-Encoding that is understood is chunked."};
    return {};
}

}  // namespace xray::emulator
