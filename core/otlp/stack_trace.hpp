// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace xray::otlp {

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
};

// Reads the text of exception.stacktrace, in the form that the language (telemetry.sdk.language) prints:
// java, php, python, javascript, nodejs, webjs, dotnet, go. The first result is the exception itself, of
// which the text gives the stack alone; those behind it, each with type and message, caused the one before.
// An unknown language gives one result without a stack.
[[nodiscard]] std::vector<ThrownException> read_stack_trace(std::string_view language, std::string_view text);

}  // namespace xray::otlp
