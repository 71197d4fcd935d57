// SPDX-License-Identifier: Apache-2.0
#include "core/json/json_writer.hpp"

#include <algorithm>
#include <array>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <charconv>
#include <cmath>
#include <cstring>

#include "core/text/hex.hpp"

namespace xray {
namespace {

constexpr std::uint64_t kEachByte = 0x0101010101010101;
constexpr std::uint64_t kHighBits = 0x8080808080808080;

// Whether one of eight characters is `"`, `\` or a control character: none is nearly always the case. Says
// so of a character that follows one of them, too.
bool has_special(const char* eight) {
    std::uint64_t bytes = 0;
    std::memcpy(&bytes, eight, sizeof bytes);
    const auto zeros = [](std::uint64_t value) { return (value - kEachByte) & ~value & kHighBits; };
    const std::uint64_t controls = (bytes - kEachByte * 0x20) & ~bytes & kHighBits;
    return (controls | zeros(bytes ^ kEachByte * '"') | zeros(bytes ^ kEachByte * '\\')) != 0;
}

bool is_special(char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == '"' || c == '\\';
}

bool needs_escapes(std::string_view text) {
    std::size_t i = 0;
    for (; i + 8 <= text.size(); i += 8) {
        if (has_special(text.data() + i)) return true;
    }
    return std::any_of(text.begin() + static_cast<std::ptrdiff_t>(i), text.end(), is_special);
}

void append_escape(std::string& out, char c) {
    switch (c) {
        case '"':
            out.append("\\\"");
            break;
        case '\\':
            out.append("\\\\");
            break;
        case '\n':
            out.append("\\n");
            break;
        case '\r':
            out.append("\\r");
            break;
        case '\t':
            out.append("\\t");
            break;
        case '\b':
            out.append("\\b");
            break;
        case '\f':
            out.append("\\f");
            break;
        default:
            out.append("\\u");
            append_hex(out, static_cast<unsigned char>(c), 4);
    }
}

void append_escaped(std::string& out, std::string_view text) {
    std::size_t copied = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (!is_special(text[i])) continue;
        out.append(text.substr(copied, i - copied));
        copied = i + 1;
        append_escape(out, text[i]);
    }
    out.append(text.substr(copied));
}

void append_quoted(std::string& out, std::string_view text) {
    out.push_back('"');
    if (needs_escapes(text)) {
        append_escaped(out, text);
    } else {
        out.append(text);
    }
    out.push_back('"');
}

void append_integer(std::string& out, bool comma, std::int64_t value) {
    std::array<char, 24> buffer;
    buffer[0] = ',';
    const char* const end = std::to_chars(buffer.data() + 1, buffer.data() + buffer.size(), value).ptr;
    const char* const begin = buffer.data() + (comma ? 0 : 1);
    out.append(begin, static_cast<std::size_t>(end - begin));
}

// The shortest digits that read back as the same double, and the exponent of the first of them.
struct ShortDecimal {
    std::array<char, 24> buffer;
    std::string_view digits;
    int exponent = 0;
};

void shortest(double value, ShortDecimal& result) {
    std::array<char, 40> written;
    const char* const end =
        std::to_chars(written.data(), written.data() + written.size(), value, std::chars_format::scientific)
            .ptr;
    const char* const begin = written.data();
    const char* const e = std::find(begin, end, 'e');
    const char* const digits_end = std::remove_copy(begin, e, result.buffer.data(), '.');
    result.digits = {result.buffer.data(), static_cast<std::size_t>(digits_end - result.buffer.data())};
    const char* const exponent = e[1] == '+' ? e + 2 : e + 1;
    std::from_chars(exponent, end, result.exponent);
}

// Double.toString of Java: plain between 10^-3 and 10^7, else with an exponent; always a digit on both sides
// of the point.
void append_java_double(std::string& out, double value) {
    if (value == 0) {
        out.append(std::signbit(value) ? "-0.0" : "0.0");
        return;
    }
    if (value < 0) out.push_back('-');
    const double magnitude = std::fabs(value);
    ShortDecimal decimal;
    shortest(magnitude, decimal);
    const std::string_view digits = decimal.digits;
    const auto count = static_cast<int>(digits.size());
    if (magnitude < 1e-3 || magnitude >= 1e7) {
        out.append(digits.substr(0, 1)).push_back('.');
        out.append(count > 1 ? digits.substr(1) : "0").push_back('E');
        append_integer(out, false, decimal.exponent);
    } else if (decimal.exponent < 0) {
        out.append("0.").append(static_cast<std::size_t>(-decimal.exponent - 1), '0').append(digits);
    } else {
        const int whole = decimal.exponent + 1;
        if (count <= whole) {
            out.append(digits).append(static_cast<std::size_t>(whole - count), '0').append(".0");
        } else {
            const std::string_view before = digits.substr(0, static_cast<std::size_t>(whole));
            out.append(before).append(".").append(digits.substr(before.size()));
        }
    }
}

}  // namespace

void JsonWriter::separate() {
    if (needs_comma_) out_.push_back(',');
    needs_comma_ = true;
}

void JsonWriter::open(char bracket) {
    separate();
    out_.push_back(bracket);
    needs_comma_ = false;
}

void JsonWriter::close(char bracket) {
    out_.push_back(bracket);
    needs_comma_ = true;
}

void JsonWriter::key(std::string_view name) {
    separate();
    append_quoted(out_, name);
    out_.push_back(':');
    needs_comma_ = false;
}

void JsonWriter::text(std::string_view value) {
    separate();
    append_quoted(out_, value);
}

void JsonWriter::integer(std::int64_t value) {
    append_integer(out_, needs_comma_, value);
    needs_comma_ = true;
}

void JsonWriter::real(double value) {
    separate();
    if (std::isfinite(value)) {
        append_java_double(out_, value);
    } else {
        out_.append("null");
    }
}

void JsonWriter::boolean(bool value) {
    raw(value ? "true" : "false");
}

void JsonWriter::null() {
    raw("null");
}

void JsonWriter::raw(std::string_view json) {
    separate();
    out_.append(json);
}

// Recursion is bounded by the depth that the parser admits.
void JsonWriter::value(const boost::json::value& value) {
    switch (value.kind()) {
        case boost::json::kind::null:
            return null();
        case boost::json::kind::bool_:
            return boolean(value.get_bool());
        case boost::json::kind::int64:
            return integer(value.get_int64());
        case boost::json::kind::uint64:
            return raw(std::to_string(value.get_uint64()));
        case boost::json::kind::double_:
            return real(value.get_double());
        case boost::json::kind::string: {
            const boost::json::string& words = value.get_string();
            return text({words.data(), words.size()});
        }
        case boost::json::kind::array:
            begin_array();
            for (const boost::json::value& item : value.get_array()) this->value(item);
            return end_array();
        case boost::json::kind::object:
            begin_object();
            for (const auto& item : value.get_object()) {
                key({item.key().data(), item.key().size()});
                this->value(item.value());
            }
            return end_object();
    }
}

std::string json_text(const boost::json::value& value) {
    std::string text;
    JsonWriter(text).value(value);
    return text;
}

}  // namespace xray
