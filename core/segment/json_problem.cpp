// SPDX-License-Identifier: Apache-2.0
#include "core/segment/json_problem.hpp"

#include <boost/json/basic_parser_impl.hpp>
#include <cstdint>

#include "core/base/limits.hpp"
#include "core/json/unlimited_sizes.hpp"

namespace xray {
namespace {

namespace json = boost::json;

// Takes everything and keeps nothing. The event names are Boost.JSON's.
struct Listener : UnlimitedSizes {
    using Text = json::string_view;
    using Code = json::error_code;

    bool on_document_begin(Code&) { return true; }
    bool on_document_end(Code&) { return true; }
    bool on_object_begin(Code&) { return true; }
    bool on_object_end(std::size_t, Code&) { return true; }
    bool on_array_begin(Code&) { return true; }
    bool on_array_end(std::size_t, Code&) { return true; }
    bool on_key_part(Text, std::size_t, Code&) { return true; }
    bool on_key(Text, std::size_t, Code&) { return true; }
    bool on_string_part(Text, std::size_t, Code&) { return true; }
    bool on_string(Text, std::size_t, Code&) { return true; }
    bool on_number_part(Text, Code&) { return true; }
    bool on_int64(std::int64_t, Text, Code&) { return true; }
    bool on_uint64(std::uint64_t, Text, Code&) { return true; }
    bool on_double(double, Text, Code&) { return true; }
    bool on_bool(bool, Code&) { return true; }
    bool on_null(Code&) { return true; }
    bool on_comment_part(Text, Code&) { return true; }
    bool on_comment(Text, Code&) { return true; }
};

}  // namespace

JsonProblem find_json_problem(std::string_view text) {
    json::parse_options options;
    options.max_depth = kMaxDocumentDepth;
    json::basic_parser<Listener> parser(options);
    json::error_code problem;
    const std::size_t consumed = parser.write_some(false, text.data(), text.size(), problem);
    if (!problem) return {consumed, "something follows the document"};
    if (problem == json::error::too_deep) {
        return {consumed, "nested deeper than " + std::to_string(kMaxDocumentDepth) + " levels"};
    }
    return {consumed, problem.message()};
}

}  // namespace xray
