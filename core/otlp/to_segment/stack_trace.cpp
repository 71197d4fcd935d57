// SPDX-License-Identifier: Apache-2.0
#include "core/otlp/to_segment/stack_trace.hpp"

#include <charconv>
#include <cstddef>
#include <optional>
#include <utility>

namespace xray::otlp {
namespace {

using Exceptions = std::vector<ThrownException>;
using Lines = std::vector<std::string_view>;

// The exceptions of one text and their frames, up to the bounds. What is beyond them is counted with the
// exception that it belongs to, and a cause beyond them ends the reading.
class Chain {
public:
    void add_frame(StackFrame frame) {
        if (frames_ == kMaxStackFrames) {
            ++exceptions_.back().frames_left_out;
            return;
        }
        ++frames_;
        exceptions_.back().stack.push_back(std::move(frame));
    }

    // False if there is no room for it.
    [[nodiscard]] bool add_cause(ThrownException cause) {
        if (exceptions_.size() == kMaxChainedExceptions) return false;
        exceptions_.push_back(std::move(cause));
        return true;
    }

    ThrownException& last() { return exceptions_.back(); }
    [[nodiscard]] Exceptions take() { return std::move(exceptions_); }

private:
    Exceptions exceptions_ = Exceptions(1);
    std::size_t frames_ = 0;
};

Lines lines_of(std::string_view text) {
    Lines lines;
    while (!text.empty()) {
        const std::size_t newline = text.find('\n');
        std::string_view line = text.substr(0, newline);
        if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
        lines.push_back(line);
        if (newline == std::string_view::npos) break;
        text.remove_prefix(newline + 1);
    }
    return lines;
}

// Cuts the prefix off; false if it is not there.
bool take_prefix(std::string_view& text, std::string_view prefix) {
    if (text.substr(0, prefix.size()) != prefix) return false;
    text.remove_prefix(prefix.size());
    return true;
}

int number_at(std::string_view text) {
    int number = 0;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

std::string_view trim_end(std::string_view text) {
    const std::size_t last = text.find_last_not_of(' ');
    return text.substr(0, last == std::string_view::npos ? 0 : last + 1);
}

// "Type: message"
ThrownException headline(std::string_view text) {
    const std::size_t colon = text.find(':');
    if (colon == std::string_view::npos) return {std::string(text), {}, {}};
    std::string_view message = text.substr(colon + 1);
    take_prefix(message, " ");
    return {std::string(text.substr(0, colon)), std::string(message), {}};
}

// "\tat module/package.Class.method(File.java:12)"; in PHP as well, with a file that has a path.
std::optional<StackFrame> java_frame(std::string_view line) {
    if (!take_prefix(line, "\tat ") || line.empty() || line.back() != ')') return std::nullopt;
    const std::size_t paren = line.find('(');
    if (paren == std::string_view::npos) return std::nullopt;
    std::string_view label = line.substr(0, paren);
    label.remove_prefix(label.find('/') + 1);  // a class loader or module; npos + 1 is 0
    const std::string_view place = line.substr(paren + 1, line.size() - paren - 2);
    const std::size_t colon = place.find(':');
    const int number = colon == std::string_view::npos ? 0 : number_at(place.substr(colon + 1));
    return StackFrame{std::string(place.substr(0, colon)), std::string(label), number};
}

void read_java(const Lines& lines, Chain& chain) {
    // A message may have several lines: what follows a headline belongs to it until the first frame.
    bool in_message = false;
    for (std::size_t i = 1; i < lines.size(); ++i) {
        std::string_view line = lines[i];
        if (std::optional<StackFrame> frame = java_frame(line)) {
            chain.add_frame(std::move(*frame));
            in_message = false;
        } else if (in_message) {
            chain.last().message.append(line);
        } else if (take_prefix(line, "Caused by: ")) {
            if (!chain.add_cause(headline(line))) return;
            in_message = true;
        }
    }
}

// `  File "app.py", line 12, in main`
std::optional<StackFrame> python_frame(std::string_view line) {
    if (!take_prefix(line, "  File \"")) return std::nullopt;
    const std::size_t quote = line.find("\", line ");
    if (quote == std::string_view::npos) return std::nullopt;
    const std::string_view rest = line.substr(quote + 8);
    const std::size_t in = rest.find(", in ");
    const std::string_view label = in == std::string_view::npos ? std::string_view{} : rest.substr(in + 5);
    return StackFrame{std::string(line.substr(0, quote)), std::string(label), number_at(rest)};
}

bool python_joint(std::string_view line) {
    return take_prefix(line, "During handling of the above exception, another exception occurred:") ||
           take_prefix(line, "The above exception was the direct cause of the following exception:");
}

// What stands between the last frame before `joint` and the joint: a line of source, then "Type: message". It
// does not reach beyond the joint before, so that all causes together read each line once.
std::optional<ThrownException> python_cause(const Lines& lines, std::size_t joint) {
    std::size_t first = joint;
    while (first > 0 && !python_frame(lines[first - 1]) && !python_joint(lines[first - 1])) --first;
    while (first < joint && lines[first].substr(0, 1) == " ") ++first;
    std::string text;
    for (std::size_t i = first; i < joint; ++i) {
        if (lines[i].empty() && i + 1 == joint) break;
        if (!text.empty()) text.push_back('\n');
        text.append(lines[i]);
    }
    if (text.empty()) return std::nullopt;
    return headline(text);
}

// Python prints the innermost call last, and what came first before what came of it.
void read_python(const Lines& lines, Chain& chain) {
    for (std::size_t i = lines.size(); i-- > 0;) {
        if (std::optional<StackFrame> frame = python_frame(lines[i])) {
            chain.add_frame(std::move(*frame));
        } else if (python_joint(lines[i])) {
            std::optional<ThrownException> cause = python_cause(lines, i);
            if (!cause || !chain.add_cause(std::move(*cause))) return;
        }
    }
}

// "    at label (path:line:column)", "    at path:line:column", "    at label (native)"
std::optional<StackFrame> javascript_frame(std::string_view line) {
    if (!take_prefix(line, "    at ")) return std::nullopt;
    std::string_view label;
    std::string_view place = line;
    const std::size_t paren = line.rfind(" (");
    if (paren != std::string_view::npos && line.back() == ')') {
        label = trim_end(line.substr(0, paren));
        place = line.substr(paren + 2, line.size() - paren - 3);
    }
    const std::size_t column = place.rfind(':');
    const std::size_t number =
        column == std::string_view::npos || column == 0 ? column : place.rfind(':', column - 1);
    if (number == std::string_view::npos || number == column) {
        return StackFrame{std::string(place), std::string(label), 0};
    }
    return StackFrame{std::string(place.substr(0, number)), std::string(label),
                      number_at(place.substr(number + 1))};
}

// "   at Shop.Till.Pay(Card card) in /app/Till.cs:line 12"
std::optional<StackFrame> dotnet_frame(std::string_view line) {
    if (!take_prefix(line, "   at ") && !take_prefix(line, "\tat ")) return std::nullopt;
    const std::size_t in = line.find(" in ");
    if (in == std::string_view::npos) {
        const std::size_t paren = line.rfind(')');
        if (paren == std::string_view::npos) return std::nullopt;
        return StackFrame{{}, std::string(line.substr(0, paren + 1)), 0};
    }
    const std::string_view place = line.substr(in + 4);
    const std::size_t colon = place.rfind(":line ");
    const int number = colon == std::string_view::npos ? 0 : number_at(place.substr(colon + 6));
    return StackFrame{std::string(place.substr(0, colon)), std::string(line.substr(0, in)), number};
}

using ReadFrame = std::optional<StackFrame> (*)(std::string_view);

void read_frames(const Lines& lines, ReadFrame read, Chain& chain) {
    for (std::size_t i = 1; i < lines.size(); ++i) {
        if (std::optional<StackFrame> frame = read(lines[i])) chain.add_frame(std::move(*frame));
    }
}

// A goroutine's dump: "main.pay(0x1, 0x2)", and on the next line "\t/app/main.go:12 +0x1d".
void read_go(const Lines& lines, Chain& chain) {
    for (std::size_t i = 1; i < lines.size(); ++i) {
        std::string_view place = lines[i];
        if (!take_prefix(place, "\t")) continue;
        const std::size_t colon = place.rfind(':');
        if (colon == std::string_view::npos) continue;
        std::string_view label = lines[i - 1];
        if (!label.empty() && label.back() == ')') label = label.substr(0, label.rfind('('));
        chain.add_frame(
            {std::string(place.substr(0, colon)), std::string(label), number_at(place.substr(colon + 1))});
    }
}

}  // namespace

Exceptions read_stack_trace(std::string_view language, std::string_view text) {
    Chain chain;
    const Lines lines = lines_of(text.substr(0, kMaxStackTraceBytes));
    if (language == "java" || language == "php") {
        read_java(lines, chain);
    } else if (language == "python") {
        read_python(lines, chain);
    } else if (language == "javascript" || language == "nodejs" || language == "webjs") {
        read_frames(lines, javascript_frame, chain);
    } else if (language == "dotnet") {
        read_frames(lines, dotnet_frame, chain);
    } else if (language == "go") {
        read_go(lines, chain);
    }
    return chain.take();
}

}  // namespace xray::otlp
