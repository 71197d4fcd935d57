// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>

#include <tl/expected.hpp>

#include "emulator/config/serve_config.hpp"

namespace spdlog {
class logger;
}

namespace xray::emulator {

// The process's log: one line an event, text or JSON, on the console or in a file (then kept to twice 50 MB,
// as the X-Ray daemon does). What clients send ends here too, so nothing is written but by printable(): a
// text is one line, and it cannot speak to the terminal. Any thread may write.
class Log {
public:
    // An error says that the file cannot be written.
    [[nodiscard]] static tl::expected<std::unique_ptr<Log>, std::string> open(const LogConfig& config);

    Log(const Log&) = delete;
    Log& operator=(const Log&) = delete;
    ~Log();

    // Whether lines of that level are written.
    [[nodiscard]] bool tells(LogLevel level) const;

    void trace(std::string_view what, std::string_view text);
    void debug(std::string_view text);
    void info(std::string_view text);
    void warn(std::string_view text);
    void error(std::string_view text);

    // An error "what: reason", told where memory allows.
    void failure(std::string_view what, std::string_view reason) noexcept;
    // One event of several lines, to be copied.
    void info_lines(std::span<const std::string> lines);

private:
    explicit Log(std::unique_ptr<spdlog::logger> logger);
    void write(LogLevel level, std::string_view text);

    std::unique_ptr<spdlog::logger> logger_;
};

}  // namespace xray::emulator
