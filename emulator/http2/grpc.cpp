// SPDX-License-Identifier: Apache-2.0
#include "emulator/http2/grpc.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

#include "core/otlp/wire/export_response.hpp"
#include "core/text/ascii.hpp"
#include "core/text/hex.hpp"

namespace xray::emulator::grpc {
namespace {

constexpr std::string_view kContentType = "application/grpc";
constexpr std::string_view kProtobuf = "application/x-protobuf";

struct Method {
    std::string_view grpc_path;
    std::string_view http_path;
};

constexpr std::array<Method, 3> kMethods{{
    {"/opentelemetry.proto.collector.trace.v1.TraceService/Export", "/v1/traces"},
    {"/opentelemetry.proto.collector.metrics.v1.MetricsService/Export", "/v1/metrics"},
    {"/opentelemetry.proto.collector.logs.v1.LogsService/Export", "/v1/logs"},
}};

// Whether the message is compressed (one byte), and how long it is (four bytes, the highest first).
constexpr std::size_t kPrefix = 5;

constexpr std::size_t kMostMessageText = 1024;

// Hours can be asked for that no clock has: a hundred days are as good as for ever.
constexpr std::int64_t kMostSeconds = 100LL * 24 * 3600;

std::string_view find_header(const Headers& headers, std::string_view name) {
    const auto found = std::find_if(headers.begin(), headers.end(),
                                    [&](const auto& header) { return header.first == name; });
    return found == headers.end() ? std::string_view() : std::string_view(found->second);
}

unsigned char byte_at(std::string_view text, std::size_t place) {
    return static_cast<unsigned char>(text[place]);
}

std::size_t announced_length(std::string_view body) {
    std::size_t length = 0;
    for (std::size_t i = 1; i < kPrefix; ++i) length = length << 8U | byte_at(body, i);
    return length;
}

// What the client lets the service know of itself, for the web guard and the log. What belongs to HTTP/2, to
// gRPC or to the message is left out.
bool is_passed_on(std::string_view name) {
    return !name.starts_with(':') && !name.starts_with("grpc-") && name != "content-type" && name != "te" &&
           name != "content-encoding" && name != "content-length";
}

Code code_of(unsigned status) {
    switch (status) {
        case 200:
            return Code::kOk;
        case 400:
        case 415:
            return Code::kInvalidArgument;
        case 403:
            return Code::kPermissionDenied;
        case 404:
        case 405:
            return Code::kUnimplemented;
        case 413:
            return Code::kResourceExhausted;
        case 429:
        case 503:
            return Code::kUnavailable;
        default:
            return Code::kInternal;
    }
}

std::optional<std::chrono::nanoseconds> nanoseconds_in(char unit) {
    switch (unit) {
        case 'H':
            return std::chrono::hours(1);
        case 'M':
            return std::chrono::minutes(1);
        case 'S':
            return std::chrono::seconds(1);
        case 'm':
            return std::chrono::milliseconds(1);
        case 'u':
            return std::chrono::microseconds(1);
        case 'n':
            return std::chrono::nanoseconds(1);
        default:
            return std::nullopt;
    }
}

}  // namespace

bool is_grpc(std::string_view content_type) {
    const std::string type = to_lower(content_type.substr(0, content_type.find_first_of("; \t")));
    return type == kContentType || type == std::string(kContentType) + "+proto";
}

std::string_view http_path_of(std::string_view grpc_path) {
    const auto* const method = std::find_if(
        kMethods.begin(), kMethods.end(), [&](const Method& known) { return known.grpc_path == grpc_path; });
    return method == kMethods.end() ? std::string_view() : method->http_path;
}

tl::expected<api::HttpRequest, Status> to_http_request(Call call) {
    const std::string_view path = http_path_of(call.path);
    if (path.empty()) {
        return tl::unexpected(Status{
            Code::kUnimplemented, "There is no method " + call.path +
                                      "; OTLP's Export of traces, metrics and logs is what is served here"});
    }
    if (call.body.size() < kPrefix || announced_length(call.body) != call.body.size() - kPrefix)
        return tl::unexpected(Status{Code::kInternal, "The request is not one whole message"});
    const unsigned char compressed = byte_at(call.body, 0);
    const std::string_view coding = find_header(call.headers, "grpc-encoding");
    const bool is_gzip = compressed == 1 && coding == "gzip";
    if (compressed != 0 && !is_gzip) {
        return tl::unexpected(
            Status{Code::kUnimplemented,
                   "The message is compressed with '" + std::string(coding) + "'; use gzip or identity"});
    }
    api::HttpRequest request;
    request.method = "POST";
    request.target = path;
    for (auto& header : call.headers) {
        if (is_passed_on(header.first)) request.headers.push_back(std::move(header));
    }
    request.headers.emplace_back("Content-Type", kProtobuf);
    if (is_gzip) request.headers.emplace_back("Content-Encoding", "gzip");
    request.body = std::move(call.body);
    request.body.erase(0, kPrefix);
    return request;
}

Status status_of(const api::HttpResponse& response) {
    const Code code = code_of(response.status);
    if (code == Code::kOk) return {};
    std::string message =
        response.content_type == kProtobuf ? otlp::message_of_status(response.body) : response.body;
    return {code, std::move(message)};
}

std::string frame(std::string_view message) {
    std::string framed(1, '\0');
    for (int shift = 24; shift >= 0; shift -= 8)
        framed.push_back(static_cast<char>(message.size() >> static_cast<unsigned>(shift) & 0xffU));
    return framed.append(message);
}

std::optional<std::chrono::nanoseconds> timeout_of(std::string_view header) {
    // At most eight digits and a unit.
    if (header.size() < 2 || header.size() > 9) return std::nullopt;
    const auto unit = nanoseconds_in(header.back());
    header.remove_suffix(1);
    if (!unit || !std::all_of(header.begin(), header.end(), is_digit)) return std::nullopt;
    std::int64_t count = 0;
    for (const char digit : header) count = 10 * count + (digit - '0');
    const std::chrono::nanoseconds most = std::chrono::seconds(kMostSeconds);
    if (count > most / *unit) return most;
    return count * *unit;
}

std::string encode_message(std::string_view text) {
    std::string encoded;
    for (const char c : text.substr(0, kMostMessageText)) {
        if (c >= ' ' && c <= '~' && c != '%') {
            encoded.push_back(c);
            continue;
        }
        encoded.push_back('%');
        append_hex(encoded, {&c, 1});
    }
    return encoded;
}

}  // namespace xray::emulator::grpc
