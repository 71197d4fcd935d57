// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/json/value.hpp>
#include <cstddef>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace xray {

// Which objects and arrays below the members of a segment are built. The rest is only checked to be JSON, and
// stands in the result as an empty object or array: whoever asks no more of a document is spared its copy.
enum class DocumentParts {
    kAll,
    kWithoutMetadata,  // no "metadata": all that a digest needs
    kEntitiesOnly,     // only "subsegments": all that the rules ask for
};

// Parses segment documents one after another, reusing its working memory. Numbers are read to the nearest
// double: times come back to the client as they were sent, which Boost.JSON's own conversion does not
// promise.
class DocumentParser {
public:
    // A text of more than `most_values` values, objects and arrays included, is not parsed: each takes 16
    // bytes and more, where the text may have 2.
    explicit DocumentParser(DocumentParts parts = DocumentParts::kAll,
                            std::size_t most_values = std::numeric_limits<std::size_t>::max());
    DocumentParser(const DocumentParser&) = delete;
    DocumentParser& operator=(const DocumentParser&) = delete;
    ~DocumentParser();

    // Parses one document into memory taken from `storage`. Nothing if the text is not JSON.
    [[nodiscard]] std::optional<boost::json::value> parse(std::string_view text,
                                                          boost::json::storage_ptr storage);

    // Whether the last text was not parsed because it had more than `most_values` values.
    [[nodiscard]] bool has_met_too_many() const;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

// The Python SDK writes the bare words NaN, Infinity and -Infinity, which are no JSON. Returns the text with
// null in their place, or nothing if there are none.
[[nodiscard]] std::optional<std::string> replace_non_finite(std::string_view text);

}  // namespace xray
