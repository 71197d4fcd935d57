// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <tl/expected.hpp>

#include "api/http/http_message.hpp"

namespace xray::emulator::grpc {

// The codes of gRPC that are answered here (grpc/doc/statuscodes.md).
enum class Code : std::uint8_t {
    kOk = 0,
    kInvalidArgument = 3,
    kDeadlineExceeded = 4,
    kPermissionDenied = 7,
    kResourceExhausted = 8,
    kUnimplemented = 12,
    kInternal = 13,
    kUnavailable = 14,
};

// How a call ended.
struct Status {
    Code code = Code::kOk;
    // For a person; any text.
    std::string message;
};

using Headers = std::vector<std::pair<std::string, std::string>>;

// A call as it came: its path, its headers in lower case, and the bytes of its one message with the prefix.
struct Call {
    std::string path;
    Headers headers;
    std::string body;
};

// Whether the content type of a request is gRPC's.
[[nodiscard]] bool is_grpc(std::string_view content_type);

// The request over HTTP that says the same as a unary call of OTLP: `Export` of the services for traces,
// metrics and logs is a POST to /v1/traces, /v1/metrics, /v1/logs in protobuf, compressed where the message
// is. The status says why it cannot be: another method (UNIMPLEMENTED), another compression than gzip
// (UNIMPLEMENTED), not one whole message (INTERNAL).
// Source: opentelemetry-proto, collector services; grpc/doc/PROTOCOL-HTTP2.md.
[[nodiscard]] tl::expected<api::HttpRequest, Status> to_http_request(Call call);

// The path over HTTP of such a call; empty for other methods.
[[nodiscard]] std::string_view http_path_of(std::string_view grpc_path);

// What became of it: OK for an answer of status 200, else the code that OTLP has for it, with the answer's
// own message.
[[nodiscard]] Status status_of(const api::HttpResponse& response);

// The message with the prefix of five bytes: not compressed, its length.
[[nodiscard]] std::string frame(std::string_view message);

// How long the caller waits, by its header `grpc-timeout` ("100m": 100 milliseconds); none where it says
// nothing that can be read.
[[nodiscard]] std::optional<std::chrono::nanoseconds> timeout_of(std::string_view header);

// A text as the header `grpc-message` carries it: other bytes than printable ASCII, and %, as %XX; cut after
// 1 KiB.
[[nodiscard]] std::string encode_message(std::string_view text);

}  // namespace xray::emulator::grpc
