// SPDX-License-Identifier: Apache-2.0
#include "core/json/json_writer.hpp"

#include <array>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <charconv>
#include <cmath>

#include "core/text/hex.hpp"

namespace xray {
namespace {

void append_escaped(std::string& out, std::string_view text) {
    std::size_t copied = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto c = static_cast<unsigned char>(text[i]);
        if (c >= 0x20 && c != '"' && c != '\\') continue;
        out.append(text.substr(copied, i - copied));
        copied = i + 1;
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
                append_hex(out, c, 4);
        }
    }
    out.append(text.substr(copied));
}

// The shortest digits that read back as the same double, and the exponent of the first of them.
struct ShortDecimal {
    std::string digits;
    int exponent = 0;
};

ShortDecimal shortest(double value) {
    std::array<char, 40> buffer{};
    const auto end =
        std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, std::chars_format::scientific).ptr;
    const std::string_view text(buffer.data(), static_cast<std::size_t>(end - buffer.data()));
    ShortDecimal result;
    const std::size_t e = text.find('e');
    for (const char c : text.substr(0, e)) {
        if (c != '.') result.digits.push_back(c);
    }
    const std::string_view exponent = text.substr(text[e + 1] == '+' ? e + 2 : e + 1);
    std::from_chars(exponent.data(), exponent.data() + exponent.size(), result.exponent);
    return result;
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
    const ShortDecimal decimal = shortest(magnitude);
    const auto count = static_cast<int>(decimal.digits.size());
    if (magnitude < 1e-3 || magnitude >= 1e7) {
        out.append(decimal.digits, 0, 1).push_back('.');
        out.append(count > 1 ? decimal.digits.substr(1) : "0").push_back('E');
        out.append(std::to_string(decimal.exponent));
    } else if (decimal.exponent < 0) {
        out.append("0.").append(static_cast<std::size_t>(-decimal.exponent - 1), '0').append(decimal.digits);
    } else {
        const int whole = decimal.exponent + 1;
        if (count <= whole) {
            out.append(decimal.digits).append(static_cast<std::size_t>(whole - count), '0').append(".0");
        } else {
            out.append(decimal.digits, 0, static_cast<std::size_t>(whole)).push_back('.');
            out.append(decimal.digits, static_cast<std::size_t>(whole));
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
    out_.push_back('"');
    append_escaped(out_, name);
    out_.append("\":");
    needs_comma_ = false;
}

void JsonWriter::text(std::string_view value) {
    separate();
    out_.push_back('"');
    append_escaped(out_, value);
    out_.push_back('"');
}

void JsonWriter::integer(std::int64_t value) {
    separate();
    out_.append(std::to_string(value));
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
    separate();
    out_.append(value ? "true" : "false");
}

void JsonWriter::null() {
    separate();
    out_.append("null");
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
