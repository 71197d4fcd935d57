// SPDX-License-Identifier: Apache-2.0
#include "core/filter/syntax/token_stream.hpp"

#include <utility>

#include "core/filter/syntax/parser.hpp"

namespace xray::filter {

TokenStream::TokenStream(std::string_view text) : text_(text), lexer_(text), token_(lexer_.next()) {}

bool TokenStream::at_keyword(Keyword keyword) const {
    return token_.kind == TokenKind::kKeyword && token_.keyword == keyword;
}

bool TokenStream::at_word(std::string_view word) const {
    return token_.kind == TokenKind::kWord && token_.text == word;
}

std::optional<Token> TokenStream::take(TokenKind kind) {
    auto token = take_if(kind);
    if (!token) fail_here();
    return token;
}

bool TokenStream::take_closing(TokenKind kind) {
    if (skip(kind)) return true;
    if (at(TokenKind::kEnd) && !error_) {
        error_ = missing_at_end(token_.range, kind == TokenKind::kCloseBrace ? "}" : ")");
    }
    fail_here();
    return false;
}

std::optional<Token> TokenStream::take_if(TokenKind kind) {
    if (token_.kind != kind) return std::nullopt;
    end_of_last_ = token_.range.end;
    return std::exchange(token_, lexer_.next());
}

bool TokenStream::skip(TokenKind kind) {
    return take_if(kind).has_value();
}

void TokenStream::fail_here() {
    if (!error_) error_ = invalid_symbol(FilterErrorKind::kSyntax, token_.range, symbol_of(token_, text_));
}

std::optional<TokenStream::Level> TokenStream::descend() {
    if (depth_ < kMaxNesting) return std::optional<Level>(std::in_place, depth_);
    if (!error_) error_ = limit_exceeded(token_.range, "The expression is nested too deeply");
    return std::nullopt;
}

}  // namespace xray::filter
