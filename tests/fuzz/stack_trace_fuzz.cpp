// SPDX-License-Identifier: Apache-2.0
// Any text as the stack trace that a language prints, which the first byte chooses: what is read of it must
// not be more than the text holds.

#include <array>
#include <string_view>

#include "core/otlp/to_segment/stack_trace.hpp"
#include "tests/fuzz/byte_feed.hpp"
#include "tests/fuzz/target.hpp"

namespace xray::fuzz {
namespace {

constexpr std::array<std::string_view, 9> kLanguages{"java",   "python", "javascript", "nodejs", "webjs",
                                                     "dotnet", "php",    "go",         "cobol"};

std::size_t size_of(const otlp::ThrownException& exception) {
    std::size_t size = exception.type.size() + exception.message.size();
    for (const otlp::StackFrame& frame : exception.stack) size += frame.path.size() + frame.label.size();
    return size;
}

}  // namespace

void test_input(std::string_view input) {
    ByteFeed feed(input);
    const std::string_view language = feed.pick(kLanguages);
    const auto exceptions = otlp::read_stack_trace(language, feed.rest());
    require(!exceptions.empty(), "the exception itself is missing");
    std::size_t size = 0;
    for (const otlp::ThrownException& exception : exceptions) size += size_of(exception);
    // Names that a trace leaves out may be added to each line.
    require(size <= 16 * input.size() + 1024, "more is read than the text holds");
}

}  // namespace xray::fuzz
