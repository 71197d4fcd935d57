// SPDX-License-Identifier: Apache-2.0
#include "api/content_encoding.hpp"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <limits>
#include <stdexcept>

#include "api/api_errors.hpp"

namespace xray::api {
namespace {

constexpr int kZlibOrGzip = MAX_WBITS + 32;  // zlib finds out which of the two headers it is
constexpr int kRawDeflate = -MAX_WBITS;      // what some clients send as "deflate"

class Inflater {
public:
    explicit Inflater(int window_bits) {
        if (inflateInit2(&stream_, window_bits) != Z_OK) throw std::runtime_error("zlib could not be set up");
    }
    Inflater(const Inflater&) = delete;
    Inflater& operator=(const Inflater&) = delete;
    ~Inflater() { inflateEnd(&stream_); }

    z_stream& stream() { return stream_; }

private:
    z_stream stream_{};
};

Result<std::string> inflate_all(std::string_view body, int window_bits, std::size_t limit) {
    if (body.size() > std::numeric_limits<uInt>::max()) return tl::unexpected(errors::body_too_large(limit));
    Inflater inflater(window_bits);
    z_stream& stream = inflater.stream();
    std::string input(body);  // zlib's interface has no const input
    stream.next_in = reinterpret_cast<Bytef*>(input.data());
    stream.avail_in = static_cast<uInt>(input.size());
    std::string out;
    std::array<char, 65536> chunk{};
    int state = Z_OK;
    while (state != Z_STREAM_END) {
        stream.next_out = reinterpret_cast<Bytef*>(chunk.data());
        stream.avail_out = static_cast<uInt>(chunk.size());
        state = inflate(&stream, Z_NO_FLUSH);
        if (state != Z_OK && state != Z_STREAM_END) return tl::unexpected(errors::damaged_content_coding());
        const std::size_t produced = chunk.size() - stream.avail_out;
        if (out.size() + produced > limit) return tl::unexpected(errors::body_too_large(limit));
        out.append(chunk.data(), produced);
        if (state == Z_OK && produced == 0) return tl::unexpected(errors::damaged_content_coding());
    }
    return out;
}

std::string lower_case(std::string_view text) {
    std::string lower(text);
    std::transform(lower.begin(), lower.end(), lower.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return lower;
}

}  // namespace

Result<std::string> decode_body(std::string_view coding, std::string_view body, std::size_t limit) {
    const std::string name = lower_case(coding);
    if (name.empty() || name == "identity") {
        if (body.size() > limit) return tl::unexpected(errors::body_too_large(limit));
        return std::string(body);
    }
    if (name == "gzip" || name == "x-gzip") return inflate_all(body, kZlibOrGzip, limit);
    if (name == "deflate") {
        Result<std::string> with_header = inflate_all(body, kZlibOrGzip, limit);
        if (with_header || with_header.error().code == ErrorCode::kRequestTooLarge) return with_header;
        return inflate_all(body, kRawDeflate, limit);
    }
    return tl::unexpected(errors::unknown_content_coding(coding));
}

}  // namespace xray::api
