// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "core/filter/syntax/keywords.hpp"

namespace xray::filter {

// A place in the text of an expression as a person counts: lines and characters from 1, a character being a
// Unicode code point.
struct SourcePosition {
    std::uint32_t line = 1;
    std::uint32_t column = 1;

    bool operator==(const SourcePosition&) const = default;
};

// The bytes [begin, end) of the text, and where they begin. Where something stood is no part of what it says:
// two ranges always compare equal, so that expressions that differ only in spacing are equal.
struct SourceRange {
    std::size_t begin = 0;
    std::size_t end = 0;
    SourcePosition position;

    bool operator==(const SourceRange&) const { return true; }
};

enum class TokenKind {
    kEnd,  // behind the last character
    // Bytes that begin no token; `text` is as much of them as the error names.
    kInvalid,
    // http.status, fault ...; annotations too, with their key.
    kKeyword,
    kService,
    kEdge,
    kId,
    kCause,  // rootcause.fault.service and its kin
    kAnd,
    kOr,
    kNot,   // !, or the word NOT
    kWord,  // a word that the language does not know
    kTrue,
    kFalse,
    kString,
    kNumber,
    kEqual,
    kNotEqual,
    kLess,
    kLessOrEqual,
    kGreater,
    kGreaterOrEqual,
    kContains,
    kBeginsWith,
    kEndsWith,
    kOpenParen,
    kCloseParen,
    kOpenBrace,
    kCloseBrace,
    kOpenBracket,
    kCloseBracket,
    kComma,
    kColon,
    kHash,
};

struct Token {
    TokenKind kind = TokenKind::kEnd;
    SourceRange range;
    Keyword keyword{};  // kKeyword
    CauseWord cause{};  // kCause
    // kString: its value; kKeyword: the annotation's key; kWord: the word; kInvalid: see there.
    std::string text;
    double number = 0;  // kNumber
};

}  // namespace xray::filter
