// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/base/time.hpp"
#include "core/sampling/sampling_rule.hpp"
#include "emulator/config/endpoint.hpp"
#include "emulator/forward/target.hpp"

namespace xray::emulator {

enum class LogLevel { kTrace, kDebug, kInfo, kWarn, kError, kOff };
enum class LogFormat { kText, kJson };

struct LogConfig {
    LogLevel level = LogLevel::kInfo;
    LogFormat format = LogFormat::kText;
    // Instead of the console; empty: the console.
    std::string file;
    // The daemon's console is stdout, ours is stderr.
    bool to_stdout = false;
};

// The X-Ray daemon's port, and the one of OTLP over gRPC (registered with IANA).
inline constexpr std::uint16_t kDefaultPort = 2000;
inline constexpr std::uint16_t kOtlpGrpcPort = 4317;

// A certificate from files, or one made for this run, or (neither) no TLS.
struct TlsConfig {
    std::string certificate_file;
    std::string key_file;
    bool self_signed = false;
    // What a certificate made here is good for, besides the loopback names and the address of --bind.
    std::vector<std::string> names;
    // Where it is written; empty: nowhere.
    std::string certificate_out;
};

// Everything `serve` can be told, checked and complete. What is in force when nobody says otherwise stands in
// the table of options (emulator/config/options.cpp).
struct ServeConfig {
    // The daemon's protocol.
    Endpoint udp;
    // HTTP. The same as `udp`, unless the daemon's -b and -t asked for two different places.
    Endpoint tcp;
    // A second TCP port on the same address, where exporters of OpenTelemetry look for gRPC; 0: none,
    // nothing: kOtlpGrpcPort where `tcp` has the port kDefaultPort and it is free.
    std::optional<std::uint16_t> otlp_grpc_port;
    // On the TCP port, beside plain HTTP.
    TlsConfig tls;
    // Names under which browsers may ask, in lower case.
    std::vector<std::string> allowed_hosts;
    // Whose pages may send to /v1/traces; "*": all.
    std::vector<std::string> cors_origins;
    std::string database;
    // Empty: none.
    std::string ready_file;
    std::string region;
    std::string account_id;
    bool strict = false;
    // What the Default rule starts with.
    DefaultSampling sampling = DefaultSampling::kAll;
    // Sampling rules to start with; empty: none.
    std::string rules_file;
    Micros retention = 0;
    Micros indexing_delay = 0;
    LogConfig log;
    // End when the process that started this one has gone.
    bool exit_with_parent = false;
    // Started by the X-Ray daemon's own command line.
    bool as_daemon = false;
    // What was asked for and has no meaning here; to be logged once.
    std::vector<std::string> notes;
    // Where everything that is taken goes as well.
    std::vector<ForwardTarget> forwards;
    // Whose certificates are believed there; empty: the system's authorities.
    std::string forward_ca;
};

}  // namespace xray::emulator
