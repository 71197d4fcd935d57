// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "emulator/config/serve_config.hpp"
#include "emulator/http/tls_server.hpp"
#include "emulator/process/log.hpp"

namespace xray::emulator {

// Runs the emulator until SIGINT or SIGTERM, on the calling thread; `tls` may be null (no TLS). Returns the
// exit code: 0 after an orderly end, 1 if it could not begin (the log says why).
//
// The order of the start: both sockets are bound first, so that datagrams wait in the kernel's buffer instead
// of being lost; then the database is opened; then both are served and the ready file is written. The end
// goes the other way round: no more datagrams (those that have arrived are still taken), no more requests,
// then the store drains.
[[nodiscard]] int serve(const ServeConfig& config, Log& log, std::unique_ptr<TlsServer> tls);

}  // namespace xray::emulator
