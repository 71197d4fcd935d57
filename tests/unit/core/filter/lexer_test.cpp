// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "core/filter/syntax/lexer.hpp"

namespace xray::filter {
namespace {

std::vector<Token> tokens_of(std::string_view text) {
    Lexer lexer(text);
    std::vector<Token> tokens;
    do {
        tokens.push_back(lexer.next());
    } while (tokens.back().kind != TokenKind::kEnd);
    return tokens;
}

std::vector<TokenKind> kinds_of(std::string_view text) {
    std::vector<TokenKind> kinds;
    for (const Token& token : tokens_of(text)) kinds.push_back(token.kind);
    return kinds;
}

TEST_CASE("filter lexer: signs, the longest first", "[filter]") {
    using enum TokenKind;
    CHECK(kinds_of("!= ! = <= < >= > ( ) { } [ ] , : #") ==
          std::vector{kNotEqual, kNot, kEqual, kLessOrEqual, kLess, kGreaterOrEqual, kGreater, kOpenParen,
                      kCloseParen, kOpenBrace, kCloseBrace, kOpenBracket, kCloseBracket, kComma, kColon,
                      kHash, kEnd});
    CHECK(kinds_of("!!==<") == std::vector{kNot, kNotEqual, kEqual, kLess, kEnd});
}

TEST_CASE("filter lexer: words in any letter case", "[filter]") {
    using enum TokenKind;
    CHECK(kinds_of("And oR NOT contains BeginsWith ENDSWITH True false Service EDGE id Fault nobody") ==
          std::vector{kAnd, kOr, kNot, kContains, kBeginsWith, kEndsWith, kTrue, kFalse, kService, kEdge, kId,
                      kKeyword, kWord, kEnd});
    const auto cause = tokens_of("RootCause.Error.Exception");
    CHECK(cause[0].kind == kCause);
    CHECK(cause[0].cause == CauseWord{CauseKind::kError, CauseLevel::kException});
}

TEST_CASE("filter lexer: every keyword is found by its own name, once", "[filter]") {
    for (const KeywordInfo& info : all_keywords()) {
        INFO(info.name);
        CHECK(find_keyword(info.name) == info.keyword);
        CHECK(&keyword_info(info.keyword) == &info);
        CHECK(unknown_word_cut(info.name) == info.name.size());
    }
    for (const CauseWordInfo& info : all_cause_words()) CHECK(find_cause_word(info.name) == info.word);
}

TEST_CASE("filter lexer: keys of annotations keep their letter case", "[filter]") {
    const auto tokens =
        tokens_of("Annotation.Key_1 source.ANNOTATION [ a.b c ] destination.annotation[\"\\u005d\"]");
    REQUIRE(tokens.size() == 4);
    CHECK(tokens[0].keyword == Keyword::kAnnotation);
    CHECK(tokens[0].text == "Key_1");
    CHECK(tokens[1].keyword == Keyword::kSourceAnnotation);
    CHECK(tokens[1].text == "a.b c");
    CHECK(tokens[2].keyword == Keyword::kDestinationAnnotation);
    CHECK(tokens[2].text == "]");
}

TEST_CASE("filter lexer: strings take every escape of JSON and any Unicode", "[filter]") {
    const auto value = [](std::string_view text) {
        const auto tokens = tokens_of(text);
        CHECK(tokens.size() == 2);
        CHECK(tokens[0].kind == TokenKind::kString);
        return tokens[0].text;
    };
    CHECK(value(R"("")").empty());
    CHECK(value(R"("\"\\\/\b\f\n\r\t")") == "\"\\/\b\f\n\r\t");
    CHECK(value(R"("\u0041\u00e9\u20AC\ud83d\uDE00")") == "A\u00e9\u20ac\U0001F600");
    CHECK(value("\"Gr\u00fc\u00dfe \U0001F600\"") == "Gr\u00fc\u00dfe \U0001F600");
    CHECK(value("\"a\nb\tc\"") == "a\nb\tc");
    CHECK(value(R"("\u0000")") == std::string(1, '\0'));
}

TEST_CASE("filter lexer: numbers", "[filter]") {
    const auto tokens = tokens_of("0 12 -1.5 1e3 2.5E-3 007 5.x");
    const std::vector<double> wanted{0, 12, -1.5, 1000, 0.0025, 7, 5};
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        CHECK(tokens[i].kind == TokenKind::kNumber);
        CHECK(tokens[i].number == wanted[i]);
    }
    CHECK(tokens[7].kind == TokenKind::kInvalid);
    CHECK(tokens[7].text == ".");
}

TEST_CASE("filter lexer: places count lines and characters from 1", "[filter]") {
    const auto tokens = tokens_of("fault\n  AND\r\n\"\u00e9\U0001F600\" =");
    CHECK(tokens[0].range.position == SourcePosition{1, 1});
    CHECK(tokens[1].range.position == SourcePosition{2, 3});
    CHECK(tokens[2].range.position == SourcePosition{3, 1});
    CHECK(tokens[3].range.position == SourcePosition{3, 6});
    CHECK(tokens[4].range.position == SourcePosition{3, 7});
    CHECK(tokens[2].range.end - tokens[2].range.begin == 8);
}

TEST_CASE("filter lexer: damaged UTF-8 is an invalid symbol that can be quoted", "[filter]") {
    for (const char* text : {"\xff", "\xc3", "\xc0\x80", "\xed\xa0\x80", "\xf5\x80\x80\x80", "\xe2\x82"}) {
        const auto tokens = tokens_of(text);
        CHECK(tokens[0].kind == TokenKind::kInvalid);
        CHECK(tokens[0].text == "\ufffd");
    }
    const auto in_string = tokens_of("\"ab\xff\"");
    CHECK(in_string[0].kind == TokenKind::kInvalid);
    CHECK(in_string[0].text == "\"ab\ufffd");
}

TEST_CASE("filter lexer: unknown words are cut behind the first letter that fits no word", "[filter]") {
    const auto cut = [](std::string_view word) {
        return std::string(word.substr(0, unknown_word_cut(word)));
    };
    CHECK(cut("madeup") == "ma");
    CHECK(cut("responsecode") == "responsec");
    CHECK(cut("x") == "x");
    CHECK(cut("fau") == "fau");
    CHECK(cut("FAULTY") == "FAULTY");
    CHECK(cut("annotationx") == "annotationx");
}

}  // namespace
}  // namespace xray::filter
