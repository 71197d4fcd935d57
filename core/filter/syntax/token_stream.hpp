// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string_view>

#include "core/filter/syntax/filter_error.hpp"
#include "core/filter/syntax/lexer.hpp"

namespace xray::filter {

// The tokens of an expression with one token in view, the nesting that the parsers have reached, and the
// first error.
class TokenStream {
public:
    // Counts one level of nesting for as long as it lives.
    class Level {
    public:
        explicit Level(int& depth) : depth_(&depth) { ++*depth_; }
        Level(const Level&) = delete;
        Level& operator=(const Level&) = delete;
        Level(Level&& other) noexcept : depth_(other.depth_) { other.depth_ = nullptr; }
        Level& operator=(Level&&) = delete;
        ~Level() {
            if (depth_ != nullptr) --*depth_;
        }

    private:
        int* depth_;
    };

    explicit TokenStream(std::string_view text);

    [[nodiscard]] TokenKind kind() const { return token_.kind; }
    [[nodiscard]] const SourceRange& range() const { return token_.range; }
    [[nodiscard]] bool at(TokenKind kind) const { return token_.kind == kind; }
    [[nodiscard]] bool at_keyword(Keyword keyword) const;
    [[nodiscard]] bool at_word(std::string_view word) const;  // an unknown word, in exactly this spelling

    // Where the last token that was taken ends, in bytes.
    [[nodiscard]] std::size_t end_of_last() const { return end_of_last_; }

    // The token in view, if it is of this kind; else the error that it should have been.
    [[nodiscard]] std::optional<Token> take(TokenKind kind);
    // The same for the sign that closes a parenthesis or brace: that it is missing at the end has an error of
    // its own.
    [[nodiscard]] bool take_closing(TokenKind kind);
    // The same without an error.
    [[nodiscard]] std::optional<Token> take_if(TokenKind kind);
    // Goes on behind a token of this kind; says whether there was one.
    bool skip(TokenKind kind);

    // The token in view fits no rule. Only the first error counts.
    void fail_here();
    [[nodiscard]] const FilterError& error() const { return *error_; }

    // Enters a level of nesting; nothing, and an error, when that is one too many.
    [[nodiscard]] std::optional<Level> descend();

private:
    std::string_view text_;
    Lexer lexer_;
    Token token_;
    std::size_t end_of_last_ = 0;
    int depth_ = 0;
    std::optional<FilterError> error_;
};

}  // namespace xray::filter
