// SPDX-License-Identifier: Apache-2.0
#include "core/document_parser.hpp"

#include <array>
#include <utility>

namespace xray {
namespace {

boost::json::parse_options document_options() {
    boost::json::parse_options options;
    options.max_depth = kMaxDocumentDepth;
    return options;
}

}  // namespace

DocumentParser::DocumentParser() : parser_(boost::json::storage_ptr{}, document_options()) {}

std::optional<boost::json::value> DocumentParser::parse(std::string_view text,
                                                        boost::json::storage_ptr storage) {
    parser_.reset(std::move(storage));
    boost::json::error_code ec;
    parser_.write(boost::json::string_view(text.data(), text.size()), ec);
    if (ec) {
        parser_.reset();
        return std::nullopt;
    }
    return parser_.release();
}

std::optional<std::string> replace_non_finite(std::string_view text) {
    static constexpr std::array<std::string_view, 3> kWords = {"-Infinity", "Infinity", "NaN"};
    std::string out;
    std::size_t copied = 0;
    bool in_string = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (in_string) {
            if (text[i] == '\\') ++i;
            if (i < text.size() && text[i] == '"') in_string = false;
            continue;
        }
        if (text[i] == '"') {
            in_string = true;
            continue;
        }
        for (const std::string_view word : kWords) {
            if (text.substr(i, word.size()) != word) continue;
            out.append(text.substr(copied, i - copied)).append("null");
            copied = i + word.size();
            i = copied - 1;
            break;
        }
    }
    if (copied == 0) return std::nullopt;
    out.append(text.substr(copied));
    return out;
}

}  // namespace xray
