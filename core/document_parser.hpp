// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/json/parser.hpp>
#include <boost/json/value.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace xray {

// How deep a document may nest, arrays and objects counted; what goes deeper is no document (ParseError).
inline constexpr std::size_t kMaxDocumentDepth = 512;

// Parses segment documents one after another, reusing its working memory.
class DocumentParser {
public:
    DocumentParser();

    // Parses one document into memory taken from `storage`. Nothing if the text is not JSON.
    [[nodiscard]] std::optional<boost::json::value> parse(std::string_view text,
                                                          boost::json::storage_ptr storage);

private:
    boost::json::parser parser_;
};

// The Python SDK writes the bare words NaN, Infinity and -Infinity, which are no JSON. Returns the text with
// null in their place, or nothing if there are none.
[[nodiscard]] std::optional<std::string> replace_non_finite(std::string_view text);

}  // namespace xray
