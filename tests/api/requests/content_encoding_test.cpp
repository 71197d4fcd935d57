// SPDX-License-Identifier: Apache-2.0
#include "api/request/content_encoding.hpp"

#include <zlib.h>

#include <catch2/catch.hpp>

#include "tests/api/support/api_fixture.hpp"

using namespace xray;
using namespace xray::tests;

namespace {

std::string deflate_with(std::string text, int window_bits) {
    z_stream stream{};
    REQUIRE(deflateInit2(&stream, Z_BEST_SPEED, Z_DEFLATED, window_bits, 8, Z_DEFAULT_STRATEGY) == Z_OK);
    std::string out(deflateBound(&stream, static_cast<uLong>(text.size())) + 64, '\0');
    stream.next_in = reinterpret_cast<Bytef*>(text.data());
    stream.avail_in = static_cast<uInt>(text.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    REQUIRE(deflate(&stream, Z_FINISH) == Z_STREAM_END);
    out.resize(stream.total_out);
    deflateEnd(&stream);
    return out;
}

constexpr int kGzip = MAX_WBITS + 16;

}  // namespace

TEST_CASE("content coding: gzip and both kinds of deflate are undone", "[encoding]") {
    const std::string text(300000, 'x');
    REQUIRE(api::decode_body("gzip", deflate_with(text, kGzip)) == text);
    REQUIRE(api::decode_body("GZip", deflate_with(text, kGzip)) == text);
    REQUIRE(api::decode_body("deflate", deflate_with(text, MAX_WBITS)) == text);
    REQUIRE(api::decode_body("deflate", deflate_with(text, -MAX_WBITS)) == text);
    REQUIRE(api::decode_body("identity", text) == text);
    REQUIRE(api::decode_body("", text) == text);
    REQUIRE(api::decode_body("gzip", deflate_with("", kGzip)) == std::string());
}

TEST_CASE("content coding: what grows beyond the limit is refused", "[encoding]") {
    const std::string bomb = deflate_with(std::string(100000, '\0'), kGzip);
    REQUIRE(api::decode_body("gzip", bomb, 100000));
    REQUIRE(api::decode_body("gzip", bomb, 99999).error().code == ErrorCode::kRequestTooLarge);
    REQUIRE(api::decode_body("", "1234", 3).error().code == ErrorCode::kRequestTooLarge);
}

TEST_CASE("content coding: damaged, cut and unknown codings are serialization errors", "[encoding]") {
    const std::string good = deflate_with("some text that is long enough", kGzip);
    std::string damaged = good;
    damaged[good.size() / 2] = static_cast<char>(~damaged[good.size() / 2]);
    REQUIRE(api::decode_body("gzip", damaged).error().code == ErrorCode::kSerialization);
    REQUIRE(api::decode_body("gzip", good.substr(0, good.size() - 9)).error().code ==
            ErrorCode::kSerialization);
    REQUIRE(api::decode_body("gzip", "{}").error().code == ErrorCode::kSerialization);
    REQUIRE(api::decode_body("gzip", "").error().code == ErrorCode::kSerialization);
    REQUIRE(api::decode_body("br", "x").error().message == "Content-Encoding 'br' is not supported");
}

TEST_CASE("content coding: gzip of several members is undone as a whole", "[encoding]") {
    const std::string members =
        deflate_with("one ", kGzip) + deflate_with("", kGzip) + deflate_with("two", kGzip);
    REQUIRE(api::decode_body("gzip", members) == "one two");
    REQUIRE(api::decode_body("gzip", members, 7));
    REQUIRE(api::decode_body("gzip", members, 6).error().code == ErrorCode::kRequestTooLarge);
}

TEST_CASE("content coding: anything behind the coded data is refused", "[encoding]") {
    for (const std::string_view rest : {"x", "\x1f\x8b", "{}"}) {
        const std::string behind(rest);
        REQUIRE(api::decode_body("gzip", deflate_with("text", kGzip) + behind).error().code ==
                ErrorCode::kSerialization);
        REQUIRE(api::decode_body("deflate", deflate_with("text", MAX_WBITS) + behind).error().code ==
                ErrorCode::kSerialization);
        REQUIRE(api::decode_body("deflate", deflate_with("text", -MAX_WBITS) + behind).error().code ==
                ErrorCode::kSerialization);
    }
}

TEST_CASE("content coding: what a body may grow to depends on its path", "[encoding]") {
    Api api;
    const std::string body = deflate_with(std::string((1U << 20U) + 1, ' '), kGzip);
    const auto status = [&](std::string_view path) {
        return api.send("POST", path, body, {{"Content-Encoding", "gzip"}}).status;
    };
    REQUIRE(status("/GetSamplingRules") == 413);
    REQUIRE(status("/_emulator/reset") == 413);
    // Read, and found to be without documents.
    REQUIRE(status("/TraceSegments") == 400);
}

TEST_CASE("content coding: a gzipped call works like a plain one", "[encoding]") {
    Api api;
    const std::string body = deflate_with(R"({"TraceSegmentDocuments":["[]"]})", kGzip);
    const api::HttpResponse response =
        api.send("POST", "/TraceSegments", body, {{"content-encoding", "gzip"}});
    REQUIRE(response.status == 200);
    REQUIRE(response.body.find("ParseError") != std::string::npos);
    const api::HttpResponse bad = api.send("POST", "/TraceSegments", "{}", {{"Content-Encoding", "gzip"}});
    REQUIRE(failure_of(bad) == serialization("Request body does not match its Content-Encoding"));
    REQUIRE(header_of(bad, "x-amzn-RequestId"));
}
