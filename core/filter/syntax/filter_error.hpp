// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <tl/expected.hpp>

#include "core/filter/syntax/token.hpp"

namespace xray::filter {

enum class FilterErrorKind {
    kSyntax,  // the text breaks the grammar, or has a word that the language does not know
    // A keyword of the language, but one that has no meaning at this place.
    kWrongScope,
    kWrongType,  // an operator that does not fit the keyword
    // The service's own editors offer it, but no meaning is known for it here.
    kUnsupported,
    kTooLarge,  // too long, or nested too deeply
};

// Why an expression is refused, and where. `message` is the service's own text, ready for
// InvalidRequestException.
struct FilterError {
    FilterErrorKind kind = FilterErrorKind::kSyntax;
    SourcePosition position;
    std::size_t offset = 0;  // the same place in bytes
    std::string symbol;      // what stands there, as far as the message names it; "<EOF>" at the end
    std::string message;
};

template <class T>
using FilterResult = tl::expected<T, FilterError>;

// An error in the words of the service: `Error Location: line 1, position 48 : Invalid input symbol: 'ma'`.
[[nodiscard]] FilterError invalid_symbol(FilterErrorKind kind, const SourceRange& range, std::string symbol);

// The text ends, and something that was opened is not closed (seen 2026-09 for parentheses):
// `Error Location: line 1, position 4 : missing ')' at end of expression`.
[[nodiscard]] FilterError missing_at_end(const SourceRange& end, std::string_view closing);

// The same form with a reason instead of a symbol, for limits of ours of which AWS has no published text.
[[nodiscard]] FilterError limit_exceeded(const SourceRange& range, std::string_view reason);

}  // namespace xray::filter
