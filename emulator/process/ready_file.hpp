// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include <tl/expected.hpp>

#include "emulator/config/endpoint.hpp"

namespace xray::emulator {

// Where clients of this machine reach the emulator.
struct ReadyEndpoints {
    Endpoint http;
    Endpoint daemon;
    Endpoint otlp_grpc;
};

// Writes `path` in one step, so that a reader finds either nothing or all of
// {"http":"http://HOST:PORT","daemon":"HOST:PORT","otlpGrpc":"http://HOST:PORT","pid":N,"version":"..."},
// with "https":"https://HOST:PORT" behind "http" if `with_https`. The error names the file and the reason.
[[nodiscard]] tl::expected<void, std::string> write_ready_file(const std::string& path,
                                                               const ReadyEndpoints& endpoints,
                                                               bool with_https);

}  // namespace xray::emulator
