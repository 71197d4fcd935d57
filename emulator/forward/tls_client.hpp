// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include <boost/asio/ssl/context.hpp>
#include <tl/expected.hpp>

namespace xray::emulator {

// What a client needs for TLS 1.2 and 1.3 that believes a server only with a certificate: of an authority in
// `ca_file` (PEM), or where that is empty of one that the system trusts (SSL_CERT_FILE and SSL_CERT_DIR, else
// the places where Linux distributions keep them).
// The error names the option and says what is wrong with the file.
[[nodiscard]] tl::expected<std::unique_ptr<boost::asio::ssl::context>, std::string> open_tls_client(
    const std::string& ca_file);

}  // namespace xray::emulator
