// SPDX-License-Identifier: Apache-2.0
#include "core/filter/syntax/filter_error.hpp"

#include <utility>

namespace xray::filter {
namespace {

std::string location(const SourcePosition& position) {
    return "Error Location: line " + std::to_string(position.line) + ", position " +
           std::to_string(position.column) + " : ";
}

}  // namespace

FilterError invalid_symbol(FilterErrorKind kind, const SourceRange& range, std::string symbol) {
    std::string message = location(range.position) + "Invalid input symbol: '" + symbol + "'";
    return FilterError{kind, range.position, range.begin, std::move(symbol), std::move(message)};
}

FilterError missing_at_end(const SourceRange& end, std::string_view closing) {
    std::string message =
        location(end.position) + "missing '" + std::string(closing) + "' at end of expression";
    return FilterError{FilterErrorKind::kSyntax, end.position, end.begin, "<EOF>", std::move(message)};
}

FilterError limit_exceeded(const SourceRange& range, std::string_view reason) {
    return FilterError{FilterErrorKind::kTooLarge,
                       range.position,
                       range.begin,
                       {},
                       location(range.position) + std::string(reason)};
}

}  // namespace xray::filter
