// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "core/filter/syntax/token.hpp"

namespace xray::filter {

// Cuts the text of an expression into tokens, one at a time, so that of several mistakes the first one in the
// text is reported. Never fails: what begins no token comes out as kInvalid, which no rule of the grammar
// accepts.
class Lexer {
public:
    // The text is borrowed and must outlive the lexer.
    explicit Lexer(std::string_view text) : text_(text) {}

    // The next token; kEnd again and again once the text is used up.
    [[nodiscard]] Token next();

private:
    [[nodiscard]] bool at_end() const { return offset_ == text_.size(); }
    [[nodiscard]] char peek(std::size_t ahead = 0) const;
    void advance();
    void advance(std::size_t bytes);
    void skip_space();
    [[nodiscard]] Token finish(TokenKind kind);
    [[nodiscard]] Token invalid();
    [[nodiscard]] Token sign();
    [[nodiscard]] Token number();
    [[nodiscard]] Token string();
    bool escape(std::string& value);
    bool unicode_escape(std::string& value);
    [[nodiscard]] Token word();
    [[nodiscard]] Token annotation(Keyword keyword);
    bool bracketed_key(Token& token);

    std::string_view text_;
    std::size_t offset_ = 0;
    SourcePosition position_;
    SourceRange start_;  // of the token at hand
};

// What an error message calls a token: its text as written, an unknown word cut short, or "<EOF>".
[[nodiscard]] std::string symbol_of(const Token& token, std::string_view text);

}  // namespace xray::filter
