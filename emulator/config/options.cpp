// SPDX-License-Identifier: Apache-2.0
#include "emulator/config/options.hpp"

#include <algorithm>
#include <utility>

#include "emulator/config/duration.hpp"
#include "emulator/config/option_values.hpp"

namespace xray::emulator {
namespace {

// Reads a text with `parse` into the member of the configuration to which `path` leads.
template <auto parse, auto... path>
bool into(std::string_view text, ServeConfig& config) {
    auto value = parse(text);
    if (!value) return false;
    (config.*....*path) = std::move(*value);
    return true;
}

// One address serves both, unless the daemon's options say more.
bool bind_address(std::string_view text, ServeConfig& config) {
    return into<parse_text, &ServeConfig::udp, &Endpoint::host>(text, config) &&
           into<parse_text, &ServeConfig::tcp, &Endpoint::host>(text, config);
}

bool port(std::string_view text, ServeConfig& config) {
    return into<parse_port, &ServeConfig::udp, &Endpoint::port>(text, config) &&
           into<parse_port, &ServeConfig::tcp, &Endpoint::port>(text, config);
}

constexpr std::string_view kAddress = "an address";
constexpr std::string_view kPort = "a port number (0 to 65535)";
constexpr std::string_view kFile = "a file name";
constexpr std::string_view kDuration = "a duration (500ms, 10s, 5m, 2h, 30d)";
constexpr std::string_view kBoolean = "true or false";

// `tcp-bind` and `tcp-port` stand behind `bind` and `port`, which set both: the table is read from the top.
constexpr Option kOptions[] = {
    {"bind", "ADDR", "127.0.0.1", "Address to listen on; the image sets 0.0.0.0", kAddress, bind_address},
    {"port", "N", "2000", "UDP and TCP port; 0 picks one that is free for both", kPort, port},
    {"otlp-grpc-port", "N", "",
     "TCP port for OpenTelemetry over gRPC, which --port takes as well; 0: none. Without it 4317, where "
     "--port "
     "is 2000 and 4317 is free",
     kPort, into<parse_port, &ServeConfig::otlp_grpc_port>},
    {.name = "tcp-bind",
     .value_name = "ADDR",
     .expected = kAddress,
     .read = into<parse_text, &ServeConfig::tcp, &Endpoint::host>,
     .scope = OptionScope::kDaemon},
    {.name = "tcp-port",
     .value_name = "N",
     .expected = kPort,
     .read = into<parse_port, &ServeConfig::tcp, &Endpoint::port>,
     .scope = OptionScope::kDaemon},
    {"db", "PATH", ":memory:", "Database file; created if missing, folder included, and kept across restarts",
     "a database path or :memory:", into<parse_text, &ServeConfig::database>},
    {"ready-file", "PATH", "", "File to write once the emulator is listening: its addresses, as JSON", kFile,
     into<parse_text, &ServeConfig::ready_file>},
    {"tls-cert", "FILE", "", "Certificate chain (PEM): serves https on the same port as http", kFile,
     into<parse_text, &ServeConfig::tls, &TlsConfig::certificate_file>},
    {"tls-key", "FILE", "", "Private key of that certificate (PEM, not encrypted)", kFile,
     into<parse_text, &ServeConfig::tls, &TlsConfig::key_file>},
    {"tls-self-signed", "", "",
     "Serve https with a new certificate for localhost, 127.0.0.1, ::1 and the address of --bind", kBoolean,
     into<parse_boolean, &ServeConfig::tls, &TlsConfig::self_signed>},
    {"tls-name", "NAME", "", "Name or address that the certificate of --tls-self-signed is good for as well",
     "a host name or an IP address, or several separated by commas",
     into<parse_tls_names, &ServeConfig::tls, &TlsConfig::names>, nullptr, true},
    {"tls-cert-out", "FILE", "",
     "Where --tls-self-signed writes its certificate, for clients to trust; without it, the ready file's "
     "name plus .pem",
     kFile, into<parse_text, &ServeConfig::tls, &TlsConfig::certificate_out>},
    {"allow-host", "NAME", "",
     "Host name that browsers may use, besides localhost, IP addresses and the machine's own name",
     "a host name, or several separated by commas", into<parse_host_names, &ServeConfig::allowed_hosts>,
     nullptr, true},
    {"cors-origin", "ORIGIN", "",
     "Origin whose web pages may send to /v1/traces: http://localhost:3000, or * for any",
     "an origin (https://shop.example:8443), '*', or several separated by commas",
     into<parse_web_origins, &ServeConfig::cors_origins>, nullptr, true},
    {"region", "NAME", "us-east-1", "AWS region to emulate", "a region name",
     into<parse_text, &ServeConfig::region>},
    {"account-id", "ID", "000000000000", "AWS account to emulate", "an account id (12 digits)",
     into<parse_account_id, &ServeConfig::account_id>},
    {"strict", "", "", "Enforce AWS's documented limits on ages, time ranges, rates and sizes", kBoolean,
     into<parse_boolean, &ServeConfig::strict>},
    {"sampling", "MODE", "all",
     "What the Default sampling rule starts with: all requests, or aws, one a second and 5 % of the rest "
     "(--strict implies aws)",
     "all or aws", into<parse_sampling, &ServeConfig::sampling>},
    {"rules", "FILE", "", "Sampling rules to start with, as aws xray get-sampling-rules prints them", kFile,
     into<parse_text, &ServeConfig::rules_file>},
    {"forward", "URL", "",
     "Where to pass on what arrives: http://HOST:2000 (an X-Ray endpoint), udp://HOST:2000 (an X-Ray daemon) "
     "or otlp+http://HOST:4318 (a collector)",
     "http(s)://HOST:PORT (an X-Ray endpoint), udp://HOST:PORT (an X-Ray daemon) or otlp+http(s)://HOST:PORT "
     "(a collector)",
     into<parse_forward_targets, &ServeConfig::forwards>, explain_forward_targets, true},
    {"forward-ca", "FILE", "",
     "Certificates (PEM) to believe where --forward goes to https; without it those of the system", kFile,
     into<parse_text, &ServeConfig::forward_ca>},
    {"retention", "DURATION", "30d", "How long traces are kept", kDuration,
     into<parse_duration, &ServeConfig::retention>, suggest_duration},
    {"indexing-delay", "DURATION", "0", "How long queries do not see new data, as on AWS", kDuration,
     into<parse_duration, &ServeConfig::indexing_delay>, suggest_duration},
    {"exit-with-parent", "", "", "End when the process that started the emulator has gone, however it went",
     kBoolean, into<parse_boolean, &ServeConfig::exit_with_parent>},
    {"log-level", "LEVEL", "info", "trace (every request), debug, info, warn, error or off",
     "a log level (trace, debug, info, warn, error, off)",
     into<parse_log_level, &ServeConfig::log, &LogConfig::level>},
    {"log-format", "FORMAT", "text", "text or json", "a log format (text, json)",
     into<parse_log_format, &ServeConfig::log, &LogConfig::format>},
    {.name = "log-file",
     .value_name = "FILE",
     .expected = kFile,
     .read = into<parse_text, &ServeConfig::log, &LogConfig::file>,
     .scope = OptionScope::kDaemon},
    {"config", "FILE", "", "Configuration file: these options as name = value lines", kFile, nullptr},
};

}  // namespace

void add_lower_layer(OptionLayer& upper, const OptionLayer& lower) {
    upper.insert(lower.begin(), lower.end());
}

std::span<const Option> all_options() {
    return kOptions;
}

const Option* find_serve_option(std::string_view name) {
    const auto* const found = std::find_if(
        std::begin(kOptions), std::end(kOptions),
        [&](const Option& option) { return option.name == name && option.scope == OptionScope::kServe; });
    return found == std::end(kOptions) ? nullptr : found;
}

}  // namespace xray::emulator
