// SPDX-License-Identifier: Apache-2.0
#include "tests/fuzz/target.hpp"

#include <boost/json/basic_parser_impl.hpp>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <string>

#include "tests/fuzz/budget.hpp"

namespace xray::fuzz {
namespace {

// Takes a text that is JSON, without making anything of it.
struct Nothing {
    static constexpr std::size_t max_object_size = std::size_t(-1);
    static constexpr std::size_t max_array_size = std::size_t(-1);
    static constexpr std::size_t max_key_size = std::size_t(-1);
    static constexpr std::size_t max_string_size = std::size_t(-1);
    using Error = boost::json::error_code;
    using Text = boost::json::string_view;

    bool on_document_begin(Error&) { return true; }
    bool on_document_end(Error&) { return true; }
    bool on_array_begin(Error&) { return true; }
    bool on_array_end(std::size_t, Error&) { return true; }
    bool on_object_begin(Error&) { return true; }
    bool on_object_end(std::size_t, Error&) { return true; }
    bool on_string_part(Text, std::size_t, Error&) { return true; }
    bool on_string(Text, std::size_t, Error&) { return true; }
    bool on_key_part(Text, std::size_t, Error&) { return true; }
    bool on_key(Text, std::size_t, Error&) { return true; }
    bool on_number_part(Text, Error&) { return true; }
    bool on_int64(std::int64_t, Text, Error&) { return true; }
    bool on_uint64(std::uint64_t, Text, Error&) { return true; }
    bool on_double(double, Text, Error&) { return true; }
    bool on_bool(bool, Error&) { return true; }
    bool on_null(Error&) { return true; }
    bool on_comment_part(Text, Error&) { return true; }
    bool on_comment(Text, Error&) { return true; }
};

}  // namespace

void require(bool condition, std::string_view message) {
    if (condition) return;
    std::cerr << "finding: " << message << std::endl;
    std::abort();
}

void require_json(std::string_view text) {
    boost::json::parse_options options;
    options.max_depth = 2000;
    boost::json::basic_parser<Nothing> parser(options);
    boost::json::error_code error;
    const std::size_t taken = parser.write_some(false, text.data(), text.size(), error);
    if (!error && taken == text.size()) return;
    require(false, "not JSON (" + error.message() + "): " + std::string(text.substr(0, 2000)));
}

}  // namespace xray::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size > xray::fuzz::kMaxInput) return 0;
    const std::string_view input(reinterpret_cast<const char*>(data), size);
    xray::fuzz::run_within_budget([input] { xray::fuzz::test_input(input); });
    return 0;
}
