// SPDX-License-Identifier: Apache-2.0
#include "core/json/json_writer.hpp"

#include <rapidcheck.h>
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>
#include <string_view>

using xray::JsonWriter;

namespace {

std::string real(double value) {
    std::string out;
    JsonWriter(out).real(value);
    return out;
}

}  // namespace

TEST_CASE("json writer: doubles look as Java writes them", "[json]") {
    CHECK(real(0) == "0.0");
    CHECK(real(7) == "7.0");
    CHECK(real(-0.5) == "-0.5");
    CHECK(real(0.803) == "0.803");
    CHECK(real(0.001) == "0.001");
    CHECK(real(0.0001) == "1.0E-4");
    CHECK(real(1234567) == "1234567.0");
    CHECK(real(10000000) == "1.0E7");
    CHECK(real(1790159315) == "1.790159315E9");
    CHECK(real(1789132747.5321364) == "1.7891327475321364E9");
    CHECK(real(2679001) == "2679001.0");
    CHECK(real(std::nan("")) == "null");
    CHECK(real(std::numeric_limits<double>::infinity()) == "null");
}

TEST_CASE("json writer: every double reads back as itself", "[json]") {
    CHECK(rc::check([](double value) {
        if (!std::isfinite(value)) return;
        RC_ASSERT(nlohmann::json::parse(real(value)).get<double>() == value);
    }));
}

TEST_CASE("json writer: every text reads back as itself", "[json]") {
    for (const std::string& text : {std::string("plain"), std::string("\"quotes\" \\ and \n\t\r\b\f"),
                                    std::string("\0\x01\x1f", 3), std::string("日本 é 🎲"), std::string()}) {
        std::string out;
        JsonWriter(out).text(text);
        CHECK(nlohmann::json::parse(out).get<std::string>() == text);
    }
}

TEST_CASE("json writer: each character is escaped as if it stood alone, wherever it stands", "[json]") {
    const auto written = [](std::string_view text) {
        std::string out;
        JsonWriter(out).text(text);
        return out.substr(1, out.size() - 2);
    };
    for (int c = 0; c < 256; ++c) {
        const std::string alone(1, static_cast<char>(c));
        const std::string escaped = c == '"' || c == '\\' || c < 0x20 ? written(alone) : alone;
        REQUIRE((c >= 0x20 || escaped.size() > 1));
        for (const std::size_t before : {0U, 3U, 7U, 8U, 15U, 118U, 119U, 120U, 300U}) {
            for (const std::size_t after : {0U, 1U, 7U, 8U, 9U, 40U}) {
                const std::string text = std::string(before, 'a') + alone + std::string(after, '\x7f');
                REQUIRE(written(text) == std::string(before, 'a') + escaped + std::string(after, '\x7f'));
            }
        }
    }
}

TEST_CASE("json writer: commas stand between members and nowhere else", "[json]") {
    std::string out;
    JsonWriter writer(out);
    writer.begin_object();
    writer.key("a");
    writer.begin_array();
    writer.integer(1);
    writer.begin_object();
    writer.end_object();
    writer.null();
    writer.end_array();
    writer.key("b");
    writer.boolean(true);
    writer.key("c");
    writer.raw("[2]");
    writer.end_object();
    CHECK(out == R"({"a":[1,{},null],"b":true,"c":[2]})");
}
