// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

#include "core/time.hpp"
#include "emulator/endpoint.hpp"

namespace xray::emulator {

enum class LogLevel { kTrace, kDebug, kInfo, kWarn, kError, kOff };
enum class LogFormat { kText, kJson };

struct LogConfig {
    LogLevel level = LogLevel::kInfo;
    LogFormat format = LogFormat::kText;
    std::string file;        // instead of the console; empty: the console
    bool to_stdout = false;  // the daemon's console is stdout, ours is stderr
};

// A certificate from files, or one made for this run, or (neither) no TLS.
struct TlsConfig {
    std::string certificate_file;
    std::string key_file;
    bool self_signed = false;
    std::string certificate_out;  // where a certificate made here is written; empty: nowhere
};

// Everything `serve` can be told, checked and complete.
struct ServeConfig {
    Endpoint udp;   // the daemon's protocol
    Endpoint tcp;   // HTTP. The same as `udp`, unless the daemon's -b and -t asked for two different places
    TlsConfig tls;  // on the TCP port, beside plain HTTP
    std::vector<std::string> allowed_hosts;  // names under which browsers may ask, in lower case
    std::vector<std::string> cors_origins;   // whose pages may send to /v1/traces; "*": all
    std::string database = ":memory:";
    std::string ready_file;  // empty: none
    std::string region = "us-east-1";
    std::string account_id = "000000000000";
    bool strict = false;
    Micros retention = 30LL * 86400 * kMicrosPerSecond;
    Micros indexing_delay = 0;
    LogConfig log;
    bool as_daemon = false;  // started by the X-Ray daemon's own command line
    std::vector<std::string>
        notes;  // what the daemon's flags asked for and has no meaning here; to be logged once
};

// A value as somebody wrote it, and where, for the message when it is wrong.
struct OptionValue {
    std::string text;    // of an option that may be repeated: all values, with commas between
    std::string origin;  // "--port", "XRAY_EMULATOR_PORT", "emulator.toml: port"
};

// What one source (command line, environment, file) says, by the option's long name without dashes. Beside
// the options of `serve` there are three that only the daemon's command line and file can set: tcp-bind,
// tcp-port and log-file.
using OptionLayer = std::map<std::string, OptionValue, std::less<>>;

// Adds to `upper` what only `lower` says.
void add_lower_layer(OptionLayer& upper, const OptionLayer& lower);

// Checks every value. The error is one line that names the value, where it came from and what is accepted.
[[nodiscard]] tl::expected<ServeConfig, std::string> make_serve_config(const OptionLayer& options);

}  // namespace xray::emulator
