// SPDX-License-Identifier: Apache-2.0
#include "emulator/run/run_report.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <string_view>

#include "api/answers/graph_text.hpp"
#include "core/text/utf8.hpp"
#include "emulator/process/printable.hpp"

namespace xray::emulator {
namespace {

constexpr std::size_t kMostTraces = 20;

std::string xml_text(std::string_view text) {
    std::string out;
    for (const char c : printable(text, Layout::kLines)) {
        switch (c) {
            case '&':
                out += "&amp;";
                break;
            case '<':
                out += "&lt;";
                break;
            case '>':
                out += "&gt;";
                break;
            case '"':
                out += "&quot;";
                break;
            default:
                out += c;
        }
    }
    return out;
}

std::string seconds_text(double seconds) {
    std::array<char, 40> text{};
    std::snprintf(text.data(), text.size(), "%.3f", seconds);
    return text.data();
}

std::string joined(const std::vector<std::string>& words) {
    std::string text;
    for (const std::string& word : words) text += (text.empty() ? "" : " ") + word;
    return text;
}

std::string first_line(const std::string& text) {
    return text.substr(0, text.find('\n'));
}

std::string junit_case(const std::string& name, double seconds, const std::string& failure) {
    std::string text = "    <testcase classname=\"xray-emulator\" name=\"" + xml_text(name) + "\" time=\"" +
                       seconds_text(seconds) + "\"";
    if (failure.empty()) return text + "/>\n";
    return text + ">\n      <failure message=\"" + xml_text(first_line(failure)) + "\">" + xml_text(failure) +
           "</failure>\n    </testcase>\n";
}

// A cell of a table: one line, without what would end it or be read as markup.
std::string cell(std::string_view text) {
    std::string out;
    for (const char c : printable(text, Layout::kOneLine)) {
        if (std::string_view("\\|`*_<>[]#").find(c) != std::string_view::npos) out += '\\';
        out += c;
    }
    return out;
}

// A block that nothing in it can end.
std::string fenced(const std::string& kind, const std::string& text) {
    std::string fence = "```";
    while (text.find(fence) != std::string::npos) fence += '`';
    return fence + kind + "\n" + text + (text.ends_with('\n') ? "" : "\n") + fence + "\n\n";
}

std::string told(const RunVerdict& verdict) {
    if (!verdict.met) return "**failed**";
    return "met (" + std::to_string(verdict.matched) + ")";
}

}  // namespace

std::string junit_report(const RunOutcome& outcome) {
    std::string cases;
    std::size_t failures = 0;
    std::size_t tests = outcome.verdicts.size();
    double seconds = 0;
    for (const RunVerdict& verdict : outcome.verdicts) {
        cases += junit_case(verdict.name, verdict.seconds, verdict.met ? "" : verdict.explanation + "\n");
        failures += verdict.met ? 0 : 1;
        seconds += verdict.seconds;
    }
    if (outcome.exit_code != 0) {
        cases += junit_case("command: " + joined(outcome.command), 0,
                            "the command ended with exit code " + std::to_string(outcome.exit_code) + "\n");
        ++failures;
        ++tests;
    }
    const std::string counts = " tests=\"" + std::to_string(tests) + "\" failures=\"" +
                               std::to_string(failures) + "\" errors=\"0\" time=\"" + seconds_text(seconds) +
                               "\"";
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites" + counts +
           ">\n  <testsuite name=\"xray-emulator run\"" + counts + ">\n" + cases +
           "  </testsuite>\n</testsuites>\n";
}

std::string markdown_report(const RunOutcome& outcome) {
    const auto failed = std::count_if(outcome.verdicts.begin(), outcome.verdicts.end(),
                                      [](const RunVerdict& verdict) { return !verdict.met; });
    std::string text = "## X-Ray traces\n\n";
    text += "`" + printable(joined(outcome.command), Layout::kOneLine) + "` ended with exit code " +
            std::to_string(outcome.exit_code) + ".";
    if (!outcome.verdicts.empty()) {
        text += " " + std::to_string(outcome.verdicts.size() - static_cast<std::size_t>(failed)) + " of " +
                std::to_string(outcome.verdicts.size()) +
                " expectations met.\n\n| expectation | outcome |\n| --- | --- |\n";
        for (const RunVerdict& verdict : outcome.verdicts)
            text += "| " + cell(verdict.name) + " | " + told(verdict) + " |\n";
    } else {
        text += "\n";
    }
    text += "\n";
    for (const RunVerdict& verdict : outcome.verdicts) {
        if (!verdict.met) text += fenced("", printable(verdict.explanation, Layout::kLines));
    }
    text +=
        "### Service map\n\n" + fenced("mermaid", api::graph_text(outcome.graph, api::GraphForm::kMermaid));
    text += "### Traces\n\n" + std::to_string(outcome.shapes.size()) +
            (outcome.shapes.size() == 1 ? " trace" : " traces") + "\n\n";
    for (std::size_t i = 0; i < std::min(outcome.shapes.size(), kMostTraces); ++i)
        text += "- " + cell(outcome.shapes[i]) + "\n";
    return text;
}

}  // namespace xray::emulator
