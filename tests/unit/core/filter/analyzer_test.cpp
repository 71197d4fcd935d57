// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "core/filter/analyzer.hpp"

namespace xray::filter {
namespace {

std::string message_of(std::string_view text) {
    const auto result = compile(text);
    return result ? "no error" : result.error().message;
}

TEST_CASE("filter analyzer: the first mistake is reported, as the service words it", "[filter]") {
    CHECK(message_of("ok AND fault > 3 AND duration CONTAINS \"x\"") ==
          "Error Location: line 1, position 14 : Invalid input symbol: '>'");
    CHECK(message_of("ok AND\n http.status CONTAINS \"404\"") ==
          "Error Location: line 2, position 14 : Invalid input symbol: 'CONTAINS'");
    CHECK(message_of("service(\"a\") {\n  Message = \"x\" }") ==
          "Error Location: line 2, position 3 : Invalid input symbol: 'Message'");
}

TEST_CASE("filter analyzer: every part of an expression is looked at", "[filter]") {
    for (const char* text :
         {"!(fault OR first)", "fault OR (error AND !first)", "service() { fault OR !first }",
          "edge(\"a\", \"b\") { !(ok AND first) }", "rootcause.fault.service { first OR fault }"}) {
        INFO(text);
        const auto result = compile(text);
        REQUIRE_FALSE(result.has_value());
        CHECK(result.error().kind == FilterErrorKind::kWrongScope);
    }
}

TEST_CASE("filter analyzer: every keyword has a place, except what is unsupported", "[filter]") {
    constexpr std::string_view kPlaces[] = {"",
                                            "service() { ",
                                            "edge(\"a\", \"b\") { ",
                                            "rootcause.responsetime.service { ",
                                            "rootcause.responsetime.entity { ",
                                            "rootcause.fault.exception { "};
    for (const KeywordInfo& info : all_keywords()) {
        INFO(info.name);
        std::string clause(info.name);
        if (info.type == KeywordType::kAnnotation) clause += ".key";
        if (info.type == KeywordType::kGroup) clause += " = \"g\"";
        if (info.type == KeywordType::kJson) clause += " = #[]";
        int meanings = 0;
        for (std::size_t place = 0; place < std::size(kPlaces); ++place) {
            const std::string text = std::string(kPlaces[place]) + clause + (place == 0 ? "" : " }");
            const bool compiles = compile(text).has_value();
            CHECK(compiles == info.known_in(static_cast<Scope>(1U << place)));
            meanings += compiles ? 1 : 0;
        }
        CHECK((meanings > 0) == (info.keyword != Keyword::kAccountId));
    }
}

}  // namespace
}  // namespace xray::filter
