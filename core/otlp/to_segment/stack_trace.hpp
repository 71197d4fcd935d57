// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace xray::otlp {

// Ours: bounds of what one text gives. Runtimes print far less: Java 1024 frames, Python about 1000 a
// traceback; and the whole text has 200 KB at most where AWS takes it.
inline constexpr std::size_t kMaxStackTraceBytes = 1U << 20U;  // what is behind them is not read
inline constexpr std::size_t kMaxStackFrames = 5000;           // of all its exceptions together
inline constexpr std::size_t kMaxChainedExceptions = 100;      // an exception with its causes

struct StackFrame {
    std::string path;
    std::string label;
    int line = 0;

    bool operator==(const StackFrame&) const = default;
};

struct ThrownException {
    std::string type;
    std::string message;
    std::vector<StackFrame> stack;
    // Frames below those in `stack`, where there are more than kMaxStackFrames.
    std::size_t frames_left_out = 0;
};

// Reads the text of exception.stacktrace, in the form that the language (telemetry.sdk.language) prints:
// java, php, python, javascript, nodejs, webjs, dotnet, go. The first result is the exception itself, of
// which the text gives the stack alone; those behind it, each with type and message, caused the one before.
// An unknown language gives one result without a stack. Takes time and memory in proportion to the text.
[[nodiscard]] std::vector<ThrownException> read_stack_trace(std::string_view language, std::string_view text);

}  // namespace xray::otlp
