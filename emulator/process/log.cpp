// SPDX-License-Identifier: Apache-2.0
#include "emulator/process/log.hpp"

#include <cstdio>
#include <exception>
#include <utility>

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <spdlog/formatter.h>
#include <spdlog/logger.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/rotating_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <nlohmann/json.hpp>

#include "emulator/process/printable.hpp"

namespace xray::emulator {
namespace {

constexpr std::size_t kLogFileBytes = 50U << 20U;
constexpr std::size_t kOldLogFiles = 1;

spdlog::level::level_enum spdlog_level(LogLevel level) {
    switch (level) {
        case LogLevel::kTrace:
            return spdlog::level::trace;
        case LogLevel::kDebug:
            return spdlog::level::debug;
        case LogLevel::kInfo:
            return spdlog::level::info;
        case LogLevel::kWarn:
            return spdlog::level::warn;
        case LogLevel::kError:
            return spdlog::level::err;
        case LogLevel::kOff:
            break;
    }
    return spdlog::level::off;
}

std::string_view view(spdlog::string_view_t text) {
    return {text.data(), text.size()};
}

// {"time":"2026-01-01T00:00:00.000Z","level":"info","message":"..."}: a pattern cannot escape the message.
class JsonFormatter : public spdlog::formatter {
public:
    void format(const spdlog::details::log_msg& message, spdlog::memory_buf_t& out) override {
        const auto since_epoch = message.time.time_since_epoch();
        const auto milliseconds =
            std::chrono::duration_cast<std::chrono::milliseconds>(since_epoch).count() % 1000;
        const std::time_t seconds = std::chrono::system_clock::to_time_t(message.time);
        const std::string_view level = view(spdlog::level::to_string_view(message.level));
        const nlohmann::json text(view(message.payload));
        fmt::format_to(std::back_inserter(out),
                       "{{\"time\":\"{:%Y-%m-%dT%H:%M:%S}.{:03}Z\",\"level\":\"{}\",\"message\":{}}}\n",
                       fmt::gmtime(seconds), milliseconds, level,
                       text.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
    }

    [[nodiscard]] std::unique_ptr<spdlog::formatter> clone() const override {
        return std::make_unique<JsonFormatter>();
    }
};

std::unique_ptr<spdlog::formatter> make_formatter(LogFormat format) {
    if (format == LogFormat::kJson) return std::make_unique<JsonFormatter>();
    return std::make_unique<spdlog::pattern_formatter>("%Y-%m-%dT%H:%M:%S.%e%z [%l] %v");
}

spdlog::sink_ptr make_sink(const LogConfig& config) {
    if (!config.file.empty()) {
        return std::make_shared<spdlog::sinks::rotating_file_sink_mt>(config.file, kLogFileBytes,
                                                                      kOldLogFiles);
    }
    if (config.to_stdout) return std::make_shared<spdlog::sinks::stdout_sink_mt>();
    return std::make_shared<spdlog::sinks::stderr_sink_mt>();
}

}  // namespace

Log::Log(std::unique_ptr<spdlog::logger> logger) : logger_(std::move(logger)) {}

Log::~Log() = default;

tl::expected<std::unique_ptr<Log>, std::string> Log::open(const LogConfig& config) {
    try {
        auto logger = std::make_unique<spdlog::logger>("xray-emulator", make_sink(config));
        logger->set_formatter(make_formatter(config.format));
        logger->set_level(spdlog_level(config.level));
        logger->flush_on(spdlog::level::trace);
        return std::unique_ptr<Log>(new Log(std::move(logger)));
    } catch (const spdlog::spdlog_ex& error) {
        return tl::unexpected(std::string(error.what()));
    }
}

// The only way to the sinks.
void Log::write(LogLevel level, std::string_view text) {
    logger_->log(spdlog_level(level), "{}", text);
}

bool Log::tells(LogLevel level) const {
    return logger_->should_log(spdlog_level(level));
}

void Log::trace(std::string_view what, std::string_view text) {
    if (!tells(LogLevel::kTrace)) return;
    write(LogLevel::kTrace, printable(std::string(what) + " " + std::string(text), Layout::kOneLine));
}
void Log::debug(std::string_view text) {
    write(LogLevel::kDebug, printable(text, Layout::kOneLine));
}
void Log::info(std::string_view text) {
    write(LogLevel::kInfo, printable(text, Layout::kOneLine));
}
void Log::warn(std::string_view text) {
    write(LogLevel::kWarn, printable(text, Layout::kOneLine));
}
void Log::error(std::string_view text) {
    write(LogLevel::kError, printable(text, Layout::kOneLine));
}

void Log::info_lines(std::span<const std::string> lines) {
    std::string text;
    for (const std::string& line : lines) {
        if (!text.empty()) text += '\n';
        text += printable(line, Layout::kOneLine);
    }
    write(LogLevel::kInfo, text);
}

void Log::failure(std::string_view what, std::string_view reason) noexcept {
    try {
        write(LogLevel::kError, printable(std::string(what) + ": " + std::string(reason), Layout::kOneLine));
    } catch (const std::exception&) {
        // Whoever calls counts it as well.
        return;
    }
}

}  // namespace xray::emulator
