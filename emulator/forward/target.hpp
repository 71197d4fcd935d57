// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

#include "emulator/config/endpoint.hpp"

namespace xray::emulator {

// What is spoken at the other end of `serve --forward URL`.
enum class ForwardKind {
    kXRay,    // the X-Ray API: PutTraceSegments
    kDaemon,  // the X-Ray daemon's protocol over UDP
    kOtlp,    // OTLP over HTTP, in protobuf
};

// A place to which what arrives is passed on.
struct ForwardTarget {
    ForwardKind kind = ForwardKind::kXRay;
    bool is_tls = false;
    Endpoint server;
    std::string path;  // what is posted to; empty for the daemon
    std::string url;   // as people are shown it: the shortest URL that means the same
};

// Reads a URL:
//   http://HOST[:PORT], https://…, xray+http://…, xray+https://…     an X-Ray endpoint, such as an emulator
//   udp://HOST[:PORT], xray+udp://…                                   an X-Ray daemon; port 2000
//   http://HOST[:PORT]/…/v1/traces, https://…                         an OTLP receiver
//   otlp+http://HOST[:PORT][/PATH], otlp+https://…                    the same; port 4318, path /v1/traces
// The error says what is wrong, and where it can be guessed what was meant, that: "there is no …; did you
// mean …?".
[[nodiscard]] tl::expected<ForwardTarget, std::string> parse_forward_target(std::string_view text);

// Several with commas between, each once and not more than kMostForwardTargets; nothing where one is bad.
inline constexpr std::size_t kMostForwardTargets = 8;
[[nodiscard]] std::optional<std::vector<ForwardTarget>> parse_forward_targets(std::string_view text);

// Whether one of them is reached by TLS.
[[nodiscard]] bool has_tls(std::span<const ForwardTarget> targets);

// Why parse_forward_targets() has given nothing: "; 'grpc://tempo:4317': OTLP over gRPC is not spoken …".
[[nodiscard]] std::string explain_forward_targets(std::string_view text);

}  // namespace xray::emulator
