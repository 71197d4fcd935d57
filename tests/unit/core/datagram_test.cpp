// SPDX-License-Identifier: Apache-2.0
#include "core/segment/datagram.hpp"

#include <catch2/catch.hpp>
#include <string>

using xray::split_datagram;

TEST_CASE("datagram: every header that the daemon accepts", "[datagram]") {
    for (const char* header : {R"({"format":"json","version":1})", R"({"format": "json", "version": 1})",
                               "{\"format\":\"json\",\"version\":1}\r", R"({"FORMAT":"JSON","Version":1})",
                               R"({ "version" : 1 , "format" : "Json" })",
                               R"({"format":"json","version":1,"sender":{"name":"x"}})",
                               "\t{\"format\":\"json\",\"version\":1}  "}) {
        INFO(header);
        const std::string datagram = std::string(header) + "\n{\"id\":1}";
        const auto body = split_datagram(datagram);
        REQUIRE(body);
        CHECK(*body == "{\"id\":1}");
    }
}

TEST_CASE("datagram: every header that the daemon refuses", "[datagram]") {
    for (const char* header : {R"({"format":"json","version":"1"})", R"({"format":"json","version":1.0})",
                               R"({"format":"json","version":2})", R"({"format":"json"})", R"({"version":1})",
                               R"({"format":"xml","version":1})", "", "null", "[]", "garbage",
                               R"({"format":"json","version":1)", R"({"format":1,"version":1})"}) {
        INFO(header);
        const auto body = split_datagram(std::string(header) + "\n{}");
        REQUIRE_FALSE(body);
        CHECK(body.error().reason == "InvalidHeader");
    }
}

TEST_CASE("datagram: the header ends at the first newline and a body must follow", "[datagram]") {
    const std::string header = R"({"format":"json","version":1})";
    CHECK(split_datagram(header).error().reason == "MissingHeader");
    CHECK(split_datagram(header + "\n").error().reason == "EmptyBody");
    CHECK(split_datagram("{\n\"format\":\"json\",\"version\":1}\n{}").error().reason == "InvalidHeader");
    CHECK(*split_datagram(header + "\n{\n  \"id\": 1\n}\n") == "{\n  \"id\": 1\n}\n");
}
