// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include <boost/asio/ssl/context.hpp>
#include <tl/expected.hpp>

#include "emulator/config/serve_config.hpp"

namespace xray::emulator {

// What a server needs for TLS 1.2 and 1.3.
struct TlsServer {
    boost::asio::ssl::context context{boost::asio::ssl::context::tls_server};
    std::string certificate;  // what it shows to clients, PEM
};

// Opens what the configuration asks for; null where it asks for no TLS. `host` is what a certificate made
// here is good for, beside the loopback names.
//
// The error says what is wrong with the certificate or the key: cannot be read, no PEM, encrypted, of no use
// for TLS, or not belonging together.
[[nodiscard]] tl::expected<std::unique_ptr<TlsServer>, std::string> open_tls(const TlsConfig& config,
                                                                             const std::string& host);

}  // namespace xray::emulator
