// SPDX-License-Identifier: Apache-2.0
#include "emulator/forward/tls_client.hpp"

#include <openssl/ssl.h>

#include <array>
#include <filesystem>
#include <utility>

#include <boost/asio/buffer.hpp>

#include "emulator/config/text_file.hpp"

namespace xray::emulator {
namespace {

namespace ssl = boost::asio::ssl;
using boost::system::error_code;

// OpenSSL knows only the place of the system that it was built on, and a static binary runs on others:
// Debian and Alpine, Fedora, openSUSE, older Red Hat.
constexpr std::array kBundles{"/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt",
                              "/etc/ssl/ca-bundle.pem", "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
                              "/etc/ssl/cert.pem"};

void trust_system(ssl::context& context) {
    error_code ignored;
    context.set_default_verify_paths(ignored);
    for (const char* const bundle : kBundles) {
        std::error_code none;
        if (!std::filesystem::exists(bundle, none)) continue;
        context.load_verify_file(bundle, ignored);
        return;
    }
}

}  // namespace

tl::expected<std::unique_ptr<ssl::context>, std::string> open_tls_client(const std::string& ca_file) {
    auto context = std::make_unique<ssl::context>(ssl::context::tls_client);
    SSL_CTX_set_min_proto_version(context->native_handle(), TLS1_2_VERSION);
    context->set_verify_mode(ssl::verify_peer);
    if (ca_file.empty()) {
        trust_system(*context);
        return context;
    }
    const auto certificates = read_text_file(ca_file);
    if (!certificates) return tl::unexpected("--forward-ca: " + certificates.error());
    error_code error;
    context->add_certificate_authority(boost::asio::buffer(*certificates), error);
    if (error) {
        return tl::unexpected("--forward-ca: " + ca_file +
                              " holds no PEM certificate that TLS can use: " + error.message());
    }
    return context;
}

}  // namespace xray::emulator
