// SPDX-License-Identifier: Apache-2.0
#include "core/json/document_parser.hpp"

#include <array>
#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/value_stack.hpp>
#include <charconv>
#include <utility>

#include "core/base/limits.hpp"
#include "core/json/unlimited_sizes.hpp"

namespace xray {
namespace {

namespace json = boost::json;

// Builds values from the parser's events. The event names are Boost.JSON's.
struct ValueHandler : UnlimitedSizes {
    using Text = json::string_view;
    using Code = json::error_code;

    ValueHandler(DocumentParts wanted, std::size_t most) : parts(wanted), most_values(most) {}

    bool on_document_begin(Code&) {
        skipped_depth = 0;
        values = 0;
        unwanted = false;
        return true;
    }
    bool on_document_end(Code&) { return true; }
    bool on_object_begin(Code&) { return enter(); }
    bool on_object_end(std::size_t members, Code& ec) {
        const Leaving left = leave();
        if (left == Leaving::kSkipped) return true;
        stack.push_object(left == Leaving::kWhole ? members : 0);
        return count_value(ec);
    }
    bool on_array_begin(Code&) { return enter(); }
    bool on_array_end(std::size_t items, Code& ec) {
        const Leaving left = leave();
        if (left == Leaving::kSkipped) return true;
        stack.push_array(left == Leaving::kWhole ? items : 0);
        return count_value(ec);
    }
    bool on_key_part(Text part, std::size_t, Code&) {
        if (skipped_depth == 0) stack.push_chars(part);
        return true;
    }
    bool on_key(Text rest, std::size_t whole_size, Code&) {
        if (skipped_depth != 0) return true;
        // A key with escapes comes in parts and is taken for wanted.
        unwanted = rest.size() == whole_size && is_unwanted(rest);
        stack.push_key(rest);
        return true;
    }
    bool on_string_part(Text part, std::size_t, Code&) {
        if (skipped_depth == 0) stack.push_chars(part);
        return true;
    }
    bool on_string(Text rest, std::size_t, Code& ec) {
        if (skipped_depth != 0) return true;
        stack.push_string(rest);
        return count_value(ec);
    }
    bool on_number_part(Text, Code&) { return true; }
    bool on_int64(std::int64_t number, Text, Code& ec) {
        if (skipped_depth != 0) return true;
        stack.push_int64(number);
        return count_value(ec);
    }
    bool on_uint64(std::uint64_t number, Text, Code& ec) {
        if (skipped_depth != 0) return true;
        stack.push_uint64(number);
        return count_value(ec);
    }
    bool on_double(double rough, Text text, Code& ec) {
        if (skipped_depth != 0) return true;
        double exact = rough;
        // Beyond the range of double the parser's own answer stays: infinity, or nothing.
        if (std::from_chars(text.data(), text.data() + text.size(), exact).ec != std::errc{}) exact = rough;
        stack.push_double(exact);
        return count_value(ec);
    }
    bool on_bool(bool value, Code& ec) {
        if (skipped_depth != 0) return true;
        stack.push_bool(value);
        return count_value(ec);
    }
    bool on_null(Code& ec) {
        if (skipped_depth != 0) return true;
        stack.push_null();
        return count_value(ec);
    }
    bool on_comment_part(Text, Code&) { return true; }
    bool on_comment(Text, Code&) { return true; }

    // Parsing ends at the first value that is one too many.
    bool count_value(Code& ec) {
        if (++values <= most_values) return true;
        ec = json::error::array_too_large;
        return false;
    }

    enum class Leaving { kWhole, kEmptied, kSkipped };

    // An object or array begins: is it, or does it lie in, one that is not wanted?
    bool enter() {
        if (skipped_depth != 0 || unwanted) ++skipped_depth;
        unwanted = false;
        return true;
    }

    // It ends. Only the outermost of those that are not wanted leaves a trace.
    Leaving leave() {
        unwanted = false;
        if (skipped_depth == 0) return Leaving::kWhole;
        return --skipped_depth == 0 ? Leaving::kEmptied : Leaving::kSkipped;
    }

    [[nodiscard]] bool is_unwanted(Text key) const {
        switch (parts) {
            case DocumentParts::kAll:
                return false;
            case DocumentParts::kWithoutMetadata:
                return key == "metadata";
            case DocumentParts::kEntitiesOnly:
                return key != "subsegments";
        }
        return false;
    }

    DocumentParts parts;
    std::size_t most_values;
    std::size_t values = 0;  // built so far
    // Open objects and arrays, counted from the outermost one that is not wanted.
    std::size_t skipped_depth = 0;
    // The member whose key has just come is not wanted if it is one of them.
    bool unwanted = false;
    json::value_stack stack;
};

json::parse_options document_options() {
    json::parse_options options;
    options.max_depth = kMaxDocumentDepth;
    return options;
}

}  // namespace

struct DocumentParser::Impl {
    Impl(DocumentParts parts, std::size_t most_values) : parser(document_options(), parts, most_values) {}
    json::basic_parser<ValueHandler> parser;
};

DocumentParser::DocumentParser(DocumentParts parts, std::size_t most_values)
    : impl_(std::make_unique<Impl>(parts, most_values)) {}
DocumentParser::~DocumentParser() = default;

bool DocumentParser::has_met_too_many() const {
    const ValueHandler& handler = impl_->parser.handler();
    return handler.values > handler.most_values;
}

std::optional<json::value> DocumentParser::parse(std::string_view text, json::storage_ptr storage) {
    auto& parser = impl_->parser;
    json::value_stack& stack = parser.handler().stack;
    parser.reset();
    stack.reset(std::move(storage));
    json::error_code ec;
    // The whole text is one buffer, so a number is never handed over in parts.
    const std::size_t consumed = parser.write_some(false, text.data(), text.size(), ec);
    if (ec || consumed != text.size()) {
        stack.reset();
        return std::nullopt;
    }
    return stack.release();
}

std::optional<std::string> replace_non_finite(std::string_view text) {
    static constexpr std::array<std::string_view, 3> kWords = {"-Infinity", "Infinity", "NaN"};
    std::string out;
    std::size_t copied = 0;
    bool in_string = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (in_string) {
            if (text[i] == '\\') {
                ++i;  // whatever is escaped does not end the text
            } else if (text[i] == '"') {
                in_string = false;
            }
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
