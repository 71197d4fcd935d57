// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <vector>

#include <boost/asio/ssl/context.hpp>
#include <tl/expected.hpp>

#include "core/sampling/sampling_rule.hpp"
#include "emulator/config/serve_config.hpp"
#include "emulator/http/tls_server.hpp"
#include "emulator/process/log.hpp"

namespace xray::emulator {

// What the configuration's files hold, read and found good.
struct ServeFiles {
    std::unique_ptr<TlsServer> tls;  // null: no TLS
    std::vector<SamplingRule> start_rules;
    std::unique_ptr<boost::asio::ssl::context> forward_tls;  // null: no --forward to https
};

// Reads them. The error is one line that names the option.
[[nodiscard]] tl::expected<ServeFiles, std::string> open_files(const ServeConfig& config);

// Runs the emulator until SIGINT or SIGTERM, on the calling thread. Returns the exit code: 0 after an orderly
// end, 1 if it could not begin (the log says why).
//
// The order of the start: both sockets are bound first, so that datagrams wait in the kernel's buffer instead
// of being lost; then the database is opened; then both are served and the ready file is written. The end
// goes the other way round: no more datagrams (those that have arrived are still taken), no more requests,
// then the store drains.
[[nodiscard]] int serve(const ServeConfig& config, Log& log, ServeFiles files);

// An emulator that lives as long as this object, on a thread of its own. It does not heed signals.
class PrivateEmulator {
public:
    // The error says why it could not begin. Configuration and log must outlive it.
    [[nodiscard]] static tl::expected<std::unique_ptr<PrivateEmulator>, std::string> start(
        const ServeConfig& config, ServeFiles files, Log& log);

    PrivateEmulator(const PrivateEmulator&) = delete;
    PrivateEmulator& operator=(const PrivateEmulator&) = delete;
    ~PrivateEmulator();

    // Where clients of this machine reach it.
    [[nodiscard]] const Endpoint& http() const;
    [[nodiscard]] const Endpoint& daemon() const;

private:
    struct Impl;
    explicit PrivateEmulator(std::unique_ptr<Impl> impl);

    std::unique_ptr<Impl> impl_;
};

}  // namespace xray::emulator
