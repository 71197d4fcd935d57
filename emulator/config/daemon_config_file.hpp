// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <tl/expected.hpp>

#include "emulator/config/options.hpp"

namespace xray::emulator {

// What a configuration of the X-Ray daemon comes to: values for `serve`, and remarks on settings that have no
// meaning for an emulator.
struct DaemonSettings {
    OptionLayer options;
    std::vector<std::string> notes;
};

// The keys and values of the part of YAML that the daemon's cfg.yaml is written in: two levels of `Key:
// value`, comments, quoted text. A key of the second level reads "Socket.UDPAddress". The error names the
// line.
[[nodiscard]] tl::expected<std::vector<std::pair<std::string, std::string>>, std::string> parse_flat_yaml(
    std::string_view text);

// Reads the text of a cfg.yaml of aws-xray-daemon 3.x. `name` is the file's name, for messages. With
// `strict`, as for a file given by -c, unknown, removed and moved keys are errors that name the key; a
// Version other than 1 or 2 always is.
[[nodiscard]] tl::expected<DaemonSettings, std::string> read_daemon_config(std::string_view text,
                                                                           const std::string& name,
                                                                           bool strict);

// Sets what an address flag or key of the daemon means: `option_prefix` is "" for UDP and "tcp-" for TCP.
// False if `value` is no host:port.
[[nodiscard]] bool set_daemon_address(OptionLayer& options, std::string_view option_prefix,
                                      std::string_view value, const std::string& origin);

// The emulator's name for a log level of the daemon: dev is debug, prod is info, the others are called the
// same.
[[nodiscard]] std::string log_level_of_daemon(std::string_view level);

}  // namespace xray::emulator
