// SPDX-License-Identifier: Apache-2.0
// Any bytes as a body in a content coding, which the first byte chooses: undone or refused within its limit.
// And the same bytes compressed here, as one member of gzip or several: they must come back.

#include <zlib.h>

#include <array>
#include <stdexcept>
#include <string>
#include <string_view>

#include "api/request/content_encoding.hpp"
#include "tests/fuzz/byte_feed.hpp"
#include "tests/fuzz/target.hpp"

namespace xray::fuzz {
namespace {

constexpr std::array<std::string_view, 8> kCodings{"gzip", "x-gzip", "deflate", "identity",
                                                   "",     "GZip",   "br",      "gzip, gzip"};
// Below the limit of documents and spans: 32 MiB take as long to come out of 32 KB as they take to be read.
constexpr std::array<std::size_t, 3> kLimits{1U << 20U, 100, 8U << 20U};

constexpr int kGzip = MAX_WBITS + 16;
constexpr int kZlib = MAX_WBITS;
constexpr int kRaw = -MAX_WBITS;

std::string compress(std::string_view bytes, int window_bits) {
    z_stream stream{};
    if (deflateInit2(&stream, 1, Z_DEFLATED, window_bits, 8, Z_DEFAULT_STRATEGY) != Z_OK) {
        throw std::runtime_error("zlib could not be set up");
    }
    std::string input(bytes);  // zlib's interface has no const input
    std::string out(deflateBound(&stream, static_cast<uLong>(input.size())) + 64, '\0');
    stream.next_in = reinterpret_cast<Bytef*>(input.data());
    stream.avail_in = static_cast<uInt>(input.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    const int state = deflate(&stream, Z_FINISH);
    out.resize(out.size() - stream.avail_out);
    deflateEnd(&stream);
    require(state == Z_STREAM_END, "zlib does not compress");
    return out;
}

void check_round_trip(std::string_view coding, const std::string& compressed, std::string_view bytes) {
    const Result<std::string> decoded = api::decode_body(coding, compressed, bytes.size());
    require(decoded && *decoded == bytes, "what was compressed does not come back");
    if (bytes.empty()) return;
    require(!api::decode_body(coding, compressed, bytes.size() - 1), "more is given than the limit allows");
}

void check_decoded(std::string_view coding, std::string_view body, std::size_t limit) {
    const Result<std::string> decoded = api::decode_body(coding, std::string(body), limit);
    if (decoded) {
        require(decoded->size() <= limit, "more is given than the limit allows");
    } else {
        require(!decoded.error().message.empty(), "refused without a reason");
    }
}

}  // namespace

void test_input(std::string_view input) {
    ByteFeed feed(input);
    const std::string_view coding = feed.pick(kCodings);
    const std::size_t limit = feed.pick(kLimits);
    const std::string_view body = feed.rest();
    check_decoded(coding, body, limit);
    check_round_trip("gzip", compress(body, kGzip), body);
    check_round_trip("deflate", compress(body, kZlib), body);
    check_round_trip("deflate", compress(body, kRaw), body);
    const std::size_t half = body.size() / 2;
    check_round_trip("gzip", compress(body.substr(0, half), kGzip) + compress(body.substr(half), kGzip),
                     body);
}

}  // namespace xray::fuzz
