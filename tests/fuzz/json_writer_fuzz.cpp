// SPDX-License-Identifier: Apache-2.0
// What is written is what was to be written: any JSON through the writer and back, any eight bytes as a
// number, any text as a string and as a key.

#include <bit>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

#include "core/json/json_writer.hpp"
#include "core/text/utf8.hpp"
#include "tests/fuzz/target.hpp"

namespace xray::fuzz {
namespace {

void check_number(std::string_view bytes) {
    std::uint64_t bits = 0;
    std::memcpy(&bits, bytes.data(), sizeof bits);
    const auto number = std::bit_cast<double>(bits);
    std::string text;
    JsonWriter(text).real(number);
    require_json(text);
    if (!std::isfinite(number)) return require(text == "null", "what is no number is written as one");
    double read = 0;
    const auto end = std::from_chars(text.data(), text.data() + text.size(), read);
    require(end.ptr == text.data() + text.size(), "not all of a number is a number: " + text);
    require(std::bit_cast<std::uint64_t>(read) == bits, "a number changes by being written: " + text);
}

void check_text(std::string_view bytes) {
    const std::string sound = replace_damaged_utf8(bytes);
    std::string text;
    JsonWriter writer(text);
    writer.begin_object();
    writer.key(sound);
    writer.text(sound);
    writer.key("n");
    writer.integer(static_cast<std::int64_t>(bytes.size()));
    writer.end_object();
    require_json(text);
    const boost::json::value read = boost::json::parse(text);
    // Of two equal keys the last one counts.
    if (sound == "n") return;
    const boost::json::value* const member = read.as_object().if_contains(sound);
    require(member != nullptr && member->as_string() == sound, "a text changes by being written");
}

void check_value(std::string_view text) {
    boost::json::parse_options options;
    options.max_depth = 200;
    boost::json::error_code error;
    const boost::json::value value = boost::json::parse(text, error, {}, options);
    if (error) return;
    std::string written;
    JsonWriter(written).value(value);
    require_json(written);
}

}  // namespace

void test_input(std::string_view input) {
    for (std::size_t at = 0; at + sizeof(double) <= input.size(); at += sizeof(double)) {
        check_number(input.substr(at, sizeof(double)));
    }
    check_text(input);
    check_value(input);
}

}  // namespace xray::fuzz
