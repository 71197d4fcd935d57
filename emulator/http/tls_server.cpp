// SPDX-License-Identifier: Apache-2.0
#include "emulator/http/tls_server.hpp"

#include <openssl/ssl.h>

#include <string>
#include <utility>
#include <vector>

#include <boost/asio/buffer.hpp>

#include "emulator/config/text_file.hpp"
#include "emulator/http/tls_identity.hpp"

namespace xray::emulator {
namespace {

namespace ssl = boost::asio::ssl;
using boost::system::error_code;

// Sessions are not kept here (tickets are for the clients to keep), and idle connections hold no record
// buffers: what a connection costs must end with it.
void set_options(ssl::context& context) {
    SSL_CTX* const native = context.native_handle();
    SSL_CTX_set_min_proto_version(native, TLS1_2_VERSION);
    SSL_CTX_set_session_cache_mode(native, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_mode(native, SSL_MODE_RELEASE_BUFFERS);
}

tl::expected<void, std::string> use_key(ssl::context& context, const std::string& key) {
    error_code error;
    // Without a callback OpenSSL would ask for the pass phrase on the terminal.
    bool is_encrypted = false;
    const auto no_pass_phrase = [&](std::size_t, ssl::context::password_purpose) {
        is_encrypted = true;
        return std::string();
    };
    context.set_password_callback(no_pass_phrase, error);
    context.use_private_key(boost::asio::buffer(key), ssl::context::pem, error);
    context.set_password_callback([](auto&&...) { return std::string(); });
    if (is_encrypted) return tl::unexpected(std::string("it is encrypted; use one without a pass phrase"));
    if (error) return tl::unexpected(error.message());
    return {};
}

tl::expected<std::unique_ptr<TlsServer>, std::string> make_server(const TlsIdentity& identity,
                                                                  const TlsConfig& config) {
    auto server = std::make_unique<TlsServer>();
    set_options(server->context);
    error_code error;
    server->context.use_certificate_chain(boost::asio::buffer(identity.certificate), error);
    if (error) {
        return tl::unexpected("--tls-cert: " + config.certificate_file +
                              " holds no PEM certificate that TLS can use: " + error.message());
    }
    if (const auto used = use_key(server->context, identity.key); !used) {
        return tl::unexpected("--tls-key: " + config.key_file +
                              " is not the PEM private key of the certificate in " + config.certificate_file +
                              ": " + used.error());
    }
    server->certificate = identity.certificate;
    return server;
}

tl::expected<std::unique_ptr<TlsServer>, std::string> open_files(const TlsConfig& config) {
    auto certificate = read_text_file(config.certificate_file);
    if (!certificate) return tl::unexpected("--tls-cert: " + certificate.error());
    auto key = read_text_file(config.key_file);
    if (!key) return tl::unexpected("--tls-key: " + key.error());
    return make_server({std::move(*certificate), std::move(*key)}, config);
}

tl::expected<std::unique_ptr<TlsServer>, std::string> open_self_signed(const TlsConfig& config,
                                                                       const std::string& host) {
    std::vector<std::string> hosts = config.names;
    hosts.push_back(host);
    const auto identity = make_self_signed_identity(hosts);
    if (!identity) return tl::unexpected("--tls-self-signed: " + identity.error());
    return make_server(*identity, config);
}

}  // namespace

tl::expected<std::unique_ptr<TlsServer>, std::string> open_tls(const TlsConfig& config,
                                                               const std::string& host) {
    if (config.self_signed) return open_self_signed(config, host);
    if (!config.certificate_file.empty()) return open_files(config);
    return std::unique_ptr<TlsServer>();
}

}  // namespace xray::emulator
