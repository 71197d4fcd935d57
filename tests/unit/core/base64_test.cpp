// SPDX-License-Identifier: Apache-2.0
#include "core/text/base64.hpp"

#include <rapidcheck.h>
#include <catch2/catch.hpp>

using xray::decode_base64;
using xray::encode_base64;

TEST_CASE("base64: the samples of RFC 4648", "[base64]") {
    for (const auto& [bytes, text] :
         std::vector<std::pair<std::string, std::string>>{{"", ""},
                                                          {"f", "Zg=="},
                                                          {"fo", "Zm8="},
                                                          {"foo", "Zm9v"},
                                                          {"foob", "Zm9vYg=="},
                                                          {"fooba", "Zm9vYmE="},
                                                          {"foobar", "Zm9vYmFy"}}) {
        CHECK(encode_base64(bytes) == text);
        CHECK(decode_base64(text) == bytes);
        CHECK(decode_base64(text.substr(0, text.find('='))) == bytes);
    }
}

TEST_CASE("base64: what is no base64 gives nothing", "[base64]") {
    for (const char* text :
         {"Z", "Zm9vY", "Zm9v!", "=Zg=", "Zg===", "Z g=", "Zg==Zg==", "\xc3\xa9==", "-_-_"}) {
        INFO(text);
        CHECK_FALSE(decode_base64(text));
    }
    CHECK(decode_base64("Zg== \r\n") == "f");
}

TEST_CASE("base64: any bytes come back, and any text is read or refused", "[base64]") {
    CHECK(
        rc::check([](const std::string& bytes) { RC_ASSERT(decode_base64(encode_base64(bytes)) == bytes); }));
    CHECK(rc::check([](const std::string& text) {
        const auto bytes = decode_base64(text);
        if (bytes) RC_ASSERT(bytes->size() <= text.size() / 4 * 3 + 2);
    }));
}
