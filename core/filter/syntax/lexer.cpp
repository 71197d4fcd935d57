// SPDX-License-Identifier: Apache-2.0
#include "core/filter/syntax/lexer.hpp"

#include <array>
#include <charconv>

#include "core/text/ascii.hpp"
#include "core/text/utf8.hpp"

namespace xray::filter {
namespace {

bool is_space(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v';
}
bool is_key_character(char c) {
    return is_letter_or_digit(c) || c == '_';
}
bool is_word_start(char c) {
    return is_key_character(c) && !is_digit(c);
}

bool is_annotation(Keyword keyword) {
    return keyword_info(keyword).type == KeywordType::kAnnotation;
}

struct NamedToken {
    std::string_view name;
    TokenKind kind;
};

constexpr std::array kWords{
    NamedToken{"and", TokenKind::kAnd},
    NamedToken{"or", TokenKind::kOr},
    NamedToken{"not", TokenKind::kNot},
    NamedToken{"contains", TokenKind::kContains},
    NamedToken{"beginswith", TokenKind::kBeginsWith},
    NamedToken{"endswith", TokenKind::kEndsWith},
    NamedToken{"true", TokenKind::kTrue},
    NamedToken{"false", TokenKind::kFalse},
    NamedToken{"service", TokenKind::kService},
    NamedToken{"edge", TokenKind::kEdge},
    NamedToken{"id", TokenKind::kId},
};

// Longer signs stand before their own beginnings.
constexpr std::array kSigns{
    NamedToken{"!=", TokenKind::kNotEqual},
    NamedToken{"<=", TokenKind::kLessOrEqual},
    NamedToken{">=", TokenKind::kGreaterOrEqual},
    NamedToken{"=", TokenKind::kEqual},
    NamedToken{"<", TokenKind::kLess},
    NamedToken{">", TokenKind::kGreater},
    NamedToken{"!", TokenKind::kNot},
    NamedToken{"(", TokenKind::kOpenParen},
    NamedToken{")", TokenKind::kCloseParen},
    NamedToken{"{", TokenKind::kOpenBrace},
    NamedToken{"}", TokenKind::kCloseBrace},
    NamedToken{"[", TokenKind::kOpenBracket},
    NamedToken{"]", TokenKind::kCloseBracket},
    NamedToken{",", TokenKind::kComma},
    NamedToken{":", TokenKind::kColon},
    NamedToken{"#", TokenKind::kHash},
};

}  // namespace

char Lexer::peek(std::size_t ahead) const {
    return offset_ + ahead < text_.size() ? text_[offset_ + ahead] : '\0';
}

void Lexer::advance() {
    if (at_end()) return;
    if (text_[offset_] == '\n') {
        ++position_.line;
        position_.column = 1;
    } else {
        ++position_.column;
    }
    offset_ += character_length(text_.substr(offset_)).value_or(1);
}

void Lexer::advance(std::size_t bytes) {
    for (const std::size_t end = offset_ + bytes; offset_ < end;) advance();
}

void Lexer::skip_space() {
    while (!at_end() && is_space(peek())) advance();
}

Token Lexer::finish(TokenKind kind) {
    start_.end = offset_;
    Token token;
    token.kind = kind;
    token.range = start_;
    return token;
}

Token Lexer::invalid() {
    Token token = finish(TokenKind::kInvalid);
    token.text = replace_damaged_utf8(text_.substr(start_.begin, offset_ - start_.begin));
    return token;
}

Token Lexer::next() {
    skip_space();
    start_ = SourceRange{offset_, offset_, position_};
    if (at_end()) return finish(TokenKind::kEnd);
    const char c = peek();
    if (is_word_start(c)) return word();
    if (is_digit(c) || (c == '-' && is_digit(peek(1)))) return number();
    if (c == '"') return string();
    return sign();
}

Token Lexer::sign() {
    for (const NamedToken& candidate : kSigns) {
        if (text_.substr(offset_).starts_with(candidate.name)) {
            advance(candidate.name.size());
            return finish(candidate.kind);
        }
    }
    advance();
    return invalid();
}

Token Lexer::number() {
    std::size_t length = peek() == '-' ? 1 : 0;
    const auto digits = [&] {
        while (is_digit(peek(length))) ++length;
    };
    digits();
    if (peek(length) == '.' && is_digit(peek(length + 1))) {
        ++length;
        digits();
    }
    if (peek(length) == 'e' || peek(length) == 'E') {
        const std::size_t sign = peek(length + 1) == '+' || peek(length + 1) == '-' ? 1 : 0;
        if (is_digit(peek(length + 1 + sign))) {
            length += 1 + sign;
            digits();
        }
    }
    double value = 0;
    const char* first = text_.data() + offset_;
    const auto parsed = std::from_chars(first, first + length, value);
    advance(length);
    if (parsed.ec != std::errc{}) return invalid();
    Token token = finish(TokenKind::kNumber);
    token.number = value;
    return token;
}

Token Lexer::string() {
    std::string value;
    advance();
    while (!at_end() && peek() != '"') {
        if (peek() == '\\') {
            if (!escape(value)) return invalid();
            continue;
        }
        const auto length = character_length(text_.substr(offset_));
        const std::string_view character = text_.substr(offset_, length.value_or(1));
        advance();
        if (!length) return invalid();
        value += character;
    }
    if (at_end()) return invalid();
    advance();
    Token token = finish(TokenKind::kString);
    token.text = std::move(value);
    return token;
}

bool Lexer::escape(std::string& value) {
    constexpr std::string_view kLetters = "\"\\/bfnrt";
    constexpr std::string_view kMeanings = "\"\\/\b\f\n\r\t";
    advance();
    const char letter = peek();
    advance();
    if (letter == 'u') return unicode_escape(value);
    const std::size_t which = letter == '\0' ? std::string_view::npos : kLetters.find(letter);
    if (which == std::string_view::npos) return false;
    value += kMeanings[which];
    return true;
}

// Behind `\u`. A character outside the basic plane is written as a pair of surrogates, as in JSON.
bool Lexer::unicode_escape(std::string& value) {
    const auto four_digits = [&]() -> std::optional<std::uint32_t> {
        std::uint32_t code = 0;
        for (int i = 0; i < 4; ++i) {
            std::uint32_t digit = 0;
            const char* at = text_.data() + offset_;
            const bool valid = !at_end() && std::from_chars(at, at + 1, digit, 16).ec == std::errc{};
            advance();
            if (!valid) return std::nullopt;
            code = code * 16 + digit;
        }
        return code;
    };
    const auto is_low = [](std::uint32_t code) { return code >= 0xdc00 && code <= 0xdfff; };
    const auto code = four_digits();
    if (!code || is_low(*code)) return false;
    if (*code < 0xd800 || *code > 0xdfff) {
        append_utf8(value, *code);
        return true;
    }
    if (peek() != '\\' || peek(1) != 'u') {
        advance();
        return false;
    }
    advance(2);
    const auto low = four_digits();
    if (!low || !is_low(*low)) return false;
    append_utf8(value, 0x10000 + ((*code - 0xd800) << 10U) + (*low - 0xdc00));
    return true;
}

Token Lexer::word() {
    // `annotation.KEY` is one word to the eye but its key is free, so the word ends where an annotation's
    // name does.
    std::size_t length = 0;
    while (is_key_character(peek(length)) || peek(length) == '.') {
        ++length;
        const auto keyword = find_keyword(text_.substr(offset_, length));
        const char behind = peek(length);
        if (keyword && is_annotation(*keyword) && !is_key_character(behind)) {
            advance(length);
            return annotation(*keyword);
        }
    }
    const std::string_view text = text_.substr(offset_, length);
    advance(length);
    for (const NamedToken& candidate : kWords) {
        if (equals_ignoring_case(candidate.name, text)) return finish(candidate.kind);
    }
    if (const auto cause = find_cause_word(text)) {
        Token token = finish(TokenKind::kCause);
        token.cause = *cause;
        return token;
    }
    if (const auto keyword = find_keyword(text)) {
        Token token = finish(TokenKind::kKeyword);
        token.keyword = *keyword;
        return token;
    }
    Token token = finish(TokenKind::kWord);
    token.text = text;
    return token;
}

// Behind the word `annotation`. An error here is about the character that should have begun the key.
Token Lexer::annotation(Keyword keyword) {
    Token token;
    if (peek() == '.') {
        advance();
        std::size_t length = 0;
        while (is_key_character(peek(length))) ++length;
        token.text = text_.substr(offset_, length);
        advance(length);
    } else {
        skip_space();
        if (peek() == '[' && !bracketed_key(token)) return invalid();
    }
    if (token.text.empty()) {
        start_ = SourceRange{offset_, offset_, position_};
        if (at_end()) return finish(TokenKind::kEnd);
        advance();
        return invalid();
    }
    const std::string key = std::move(token.text);
    token = finish(TokenKind::kKeyword);
    token.keyword = keyword;
    token.text = key;
    return token;
}

// `[key]`, with the key as it stands, less the space around it, or as a string. False when a string in it is
// damaged; then the token at hand is that string. An empty key, or a missing bracket, leaves the key empty.
bool Lexer::bracketed_key(Token& token) {
    advance();
    skip_space();
    if (peek() == '"') {
        const SourceRange outer = start_;
        start_ = SourceRange{offset_, offset_, position_};
        Token quoted = string();
        if (quoted.kind == TokenKind::kInvalid) return false;
        start_ = outer;
        skip_space();
        if (peek() == ']') token.text = std::move(quoted.text);
    } else {
        std::string key;
        while (!at_end() && peek() != ']' && peek() != '\n') {
            const auto length = character_length(text_.substr(offset_));
            if (!length) return true;
            key += text_.substr(offset_, *length);
            advance();
        }
        while (!key.empty() && is_space(key.back())) key.pop_back();
        if (peek() == ']') token.text = std::move(key);
    }
    if (!token.text.empty()) advance();
    return true;
}

std::string symbol_of(const Token& token, std::string_view text) {
    switch (token.kind) {
        case TokenKind::kEnd:
            return "<EOF>";
        case TokenKind::kInvalid:
            return token.text;
        case TokenKind::kWord:
            return token.text.substr(0, unknown_word_cut(token.text));
        default:
            return std::string(text.substr(token.range.begin, token.range.end - token.range.begin));
    }
}

}  // namespace xray::filter
