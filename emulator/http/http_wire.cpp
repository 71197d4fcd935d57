// SPDX-License-Identifier: Apache-2.0
#include "emulator/http/http_wire.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <string_view>
#include <utility>

#include <boost/beast/http/status.hpp>

#include "core/text/ascii.hpp"

namespace xray::emulator {
namespace {

namespace http = boost::beast::http;

void append_header(std::string& head, std::string_view name, std::string_view value) {
    head.append(name).append(": ").append(value).append("\r\n");
}

std::string http_date(std::time_t now) {
    std::tm parts{};
    gmtime_r(&now, &parts);
    std::array<char, 32> text{};
    const std::size_t length = std::strftime(text.data(), text.size(), "%a, %d %b %Y %H:%M:%S GMT", &parts);
    return {text.data(), length};
}

}  // namespace

std::string target_of(const http::request<http::string_body>& message) {
    const std::string_view target(message.target().data(), message.target().size());
    for (const std::string_view scheme : {"http://", "https://"}) {
        if (!target.starts_with(scheme)) continue;
        const std::size_t path = target.find_first_of("/?", scheme.size());
        if (path == std::string_view::npos) return "/";
        return (target[path] == '?' ? "/" : "") + std::string(target.substr(path));
    }
    return std::string(target);
}

api::HttpRequest to_api_request(http::request<http::string_body>&& message) {
    api::HttpRequest request;
    request.method = std::string(message.method_string());
    for (char& c : request.method) c = to_upper(c);
    request.target = target_of(message);
    for (const auto& field : message) {
        request.headers.emplace_back(std::string(field.name_string()), std::string(field.value()));
    }
    request.body = std::move(message.body());
    return request;
}

std::string format_head(const api::HttpResponse& response, const HeadOptions& options) {
    const auto reason = http::obsolete_reason(http::int_to_status(response.status));
    std::string head = options.is_http_1_0 ? "HTTP/1.0 " : "HTTP/1.1 ";
    head.append(std::to_string(response.status))
        .append(" ")
        .append(reason.data(), reason.size())
        .append("\r\n");
    append_header(head, "Date", http_date(options.now));
    if (!response.content_type.empty()) append_header(head, "Content-Type", response.content_type);
    const bool has_no_content = response.status == 204 || response.status == 304;
    if (options.is_stream) {
        if (!options.is_http_1_0) append_header(head, "Transfer-Encoding", "chunked");
    } else if (!has_no_content) {
        const std::size_t length = response.is_for_head ? response.body_bytes_of_get : body_bytes(response);
        append_header(head, "Content-Length", std::to_string(length));
    }
    append_header(head, "Connection", options.keep_alive ? "keep-alive" : "close");
    for (const auto& [name, value] : response.headers) append_header(head, name, value);
    head.append("\r\n");
    return head;
}

std::string format_chunk(const api::BodyPiece& piece) {
    std::string chunk;
    // A chunk of no bytes would end the body.
    if (!piece.text.empty()) {
        std::array<char, 16> size{};
        const auto end = std::to_chars(size.data(), size.data() + size.size(), piece.text.size(), 16).ptr;
        chunk.reserve(piece.text.size() + 32);
        chunk.append(size.data(), end).append("\r\n").append(piece.text).append("\r\n");
    }
    if (piece.last) chunk.append("0\r\n\r\n");
    return chunk;
}

}  // namespace xray::emulator
