// SPDX-License-Identifier: Apache-2.0
#include "api/request/content_encoding.hpp"

#include <zlib.h>

#include <array>
#include <limits>
#include <stdexcept>

#include "api/http/http_message.hpp"
#include "api/request/api_errors.hpp"
#include "core/text/ascii.hpp"

namespace xray::api {
namespace {

constexpr int kZlibOrGzip = MAX_WBITS + 32;  // zlib finds out which of the two headers it is
constexpr int kRawDeflate = -MAX_WBITS;      // what some clients send as "deflate"

enum class Members { kOne, kSeveral };

class Inflater {
public:
    // `input` must outlive it. Throws if there is no memory.
    Inflater(std::string_view input, int window_bits) {
        if (inflateInit2(&stream_, window_bits) != Z_OK) throw std::runtime_error("zlib could not be set up");
        // zlib's interface has no const input, and does not write to it.
        stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(input.data()));
        stream_.avail_in = static_cast<uInt>(input.size());
    }
    Inflater(const Inflater&) = delete;
    Inflater& operator=(const Inflater&) = delete;
    ~Inflater() { inflateEnd(&stream_); }

    // Appends what is coded up to the end of a member, but no more than brings `out` to `limit` bytes.
    // Errors as decode_body() has them.
    Result<void> inflate_member(std::string& out, std::size_t limit) {
        for (int state = Z_OK; state != Z_STREAM_END;) {
            stream_.next_out = reinterpret_cast<Bytef*>(chunk_.data());
            stream_.avail_out = static_cast<uInt>(chunk_.size());
            state = inflate(&stream_, Z_NO_FLUSH);
            const std::size_t produced = chunk_.size() - stream_.avail_out;
            const bool cut = state == Z_OK && produced == 0;
            if (cut || (state != Z_OK && state != Z_STREAM_END)) {
                return fail(errors::damaged_content_coding());
            }
            if (out.size() + produced > limit) return fail(errors::body_too_large(limit));
            out.append(chunk_.data(), produced);
        }
        return {};
    }

    [[nodiscard]] bool at_end() const { return stream_.avail_in == 0; }

    // Makes ready for what follows the member.
    void begin_next_member() { inflateReset(&stream_); }

private:
    z_stream stream_{};
    std::array<char, 65536> chunk_{};
};

Result<std::string> inflate_all(std::string_view body, int window_bits, Members members, std::size_t limit) {
    if (body.size() > std::numeric_limits<uInt>::max()) return fail(errors::body_too_large(limit));
    Inflater inflater(body, window_bits);
    std::string out;
    while (true) {
        if (const Result<void> member = inflater.inflate_member(out, limit); !member) {
            return tl::unexpected(member.error());
        }
        if (inflater.at_end()) return out;
        if (members == Members::kOne) return fail(errors::damaged_content_coding());
        inflater.begin_next_member();
    }
}

}  // namespace

Result<std::string> decode_body(std::string_view coding, std::string body, std::size_t limit) {
    const std::string name = to_lower(coding);
    if (name.empty() || name == "identity") {
        if (body.size() > limit) return fail(errors::body_too_large(limit));
        return body;
    }
    if (name == "gzip" || name == "x-gzip") return inflate_all(body, kZlibOrGzip, Members::kSeveral, limit);
    if (name == "deflate") {
        Result<std::string> with_header = inflate_all(body, kZlibOrGzip, Members::kOne, limit);
        if (with_header || with_header.error().code == ErrorCode::kRequestTooLarge) return with_header;
        return inflate_all(body, kRawDeflate, Members::kOne, limit);
    }
    return fail(errors::unknown_content_coding(coding));
}

}  // namespace xray::api
