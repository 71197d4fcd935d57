// SPDX-License-Identifier: Apache-2.0
// tests/data/filter_examples.txt: the language by example.

#include <catch2/catch.hpp>
#include <map>

#include "core/filter/analyzer.hpp"
#include "core/filter/syntax/parser.hpp"
#include "core/filter/syntax/printer.hpp"
#include "tests/unit/core/filter/examples_file.hpp"

namespace xray::filter {
namespace {

std::vector<testing::ExampleLine> section(const std::string& name) {
    std::vector<testing::ExampleLine> lines;
    for (const auto& line : testing::read_examples("filter_examples.txt")) {
        if (line.section == name) lines.push_back(line);
    }
    return lines;
}

std::string place_and_symbol(const FilterError& error) {
    return std::to_string(error.position.line) + ":" + std::to_string(error.position.column) + " " +
           error.symbol;
}

TEST_CASE("filter examples: valid ones compile, and survive print and parse", "[filter]") {
    const auto lines = section("valid");
    REQUIRE(lines.size() >= 72);
    for (const auto& line : lines) {
        INFO("line " << line.number << ": " << line.text);
        const auto expression = compile(line.text);
        if (!expression) FAIL_CHECK(expression.error().message);
        if (!expression) continue;
        const std::string printed = print(*expression);
        INFO("printed: " << printed);
        const auto again = compile(printed);
        if (!again) FAIL_CHECK(again.error().message);
        if (!again) continue;
        CHECK(*again == *expression);
        CHECK(print(*again) == printed);
    }
}

TEST_CASE("filter examples: malformed ones name the place and the symbol", "[filter]") {
    const auto lines = section("parse_fails");
    REQUIRE(lines.size() >= 60);
    for (const auto& line : lines) {
        INFO("line " << line.number << ": " << line.text);
        const auto expression = parse(line.text);
        CHECK_FALSE(expression.has_value());
        if (expression) continue;
        CHECK(place_and_symbol(expression.error()) == line.before);
        CHECK(expression.error().kind == FilterErrorKind::kSyntax);
    }
}

TEST_CASE("filter examples: meaningless ones parse but do not pass the analyzer", "[filter]") {
    const std::map<FilterErrorKind, std::string> kinds{{FilterErrorKind::kWrongScope, "wrong-scope"},
                                                       {FilterErrorKind::kWrongType, "wrong-type"},
                                                       {FilterErrorKind::kUnsupported, "unsupported"}};
    const auto lines = section("analyze_fails");
    REQUIRE(lines.size() >= 30);
    for (const auto& line : lines) {
        INFO("line " << line.number << ": " << line.text);
        const auto expression = parse(line.text);
        if (!expression) FAIL_CHECK(expression.error().message);
        if (!expression) continue;
        const auto error = analyze(*expression, line.text);
        CHECK(error.has_value());
        if (!error) continue;
        const auto kind = kinds.find(error->kind);
        REQUIRE(kind != kinds.end());
        CHECK(kind->second + " " + place_and_symbol(*error) == line.before);
    }
}

}  // namespace
}  // namespace xray::filter
