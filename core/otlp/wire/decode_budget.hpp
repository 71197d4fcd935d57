// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <stdexcept>
#include <string>

#include "core/otlp/wire/limits.hpp"

namespace xray::otlp {

// Thrown by DecodeBudget within the decoders, and caught by them: what is wrong with the request, in words
// for its sender.
struct BeyondBounds : std::runtime_error {
    using std::runtime_error::runtime_error;
};

// What one request may become, with and without --strict: a few bytes of a message make an empty span or
// event of some hundred, and one resource or scope is told with each of its spans.
class DecodeBudget {
public:
    void begin_span() {
        if (++spans_ > kMaxSpansOfRequest) refuse(kMaxSpansOfRequest, "spans in one request");
        parts_here_ = 0;
    }

    // An attribute, an element of a list or map, an event or a link: of the span, or before it of the
    // resource.
    void add_part() {
        if (++parts_here_ > kMaxPartsOfSpan) {
            refuse(kMaxPartsOfSpan, "attributes, events and links in one span or resource");
        }
        if (++parts_ > kMaxPartsOfRequest)
            refuse(kMaxPartsOfRequest, "attributes, events and links in one request");
    }

    // A resource with its spans, of which each takes memory even if it is empty.
    void begin_group() {
        begin_resource();
        add_part();
    }

    void begin_resource() { parts_here_ = 0; }

    // `bytes` of a resource or scope are told with each of `spans`.
    void add_copies(std::size_t bytes, std::size_t spans) {
        if (spans == 0) return;
        if (bytes > (kMaxCopiedBytes - copied_) / spans) {
            refuse(kMaxCopiedBytes, "bytes of resources and scopes, counted once for each of their spans");
        }
        copied_ += bytes * spans;
    }

private:
    [[noreturn]] static void refuse(std::size_t most, const char* what) {
        throw BeyondBounds("more than " + std::to_string(most) + " " + what);
    }

    std::size_t spans_ = 0;
    std::size_t parts_ = 0;
    std::size_t parts_here_ = 0;
    std::size_t copied_ = 0;
};

}  // namespace xray::otlp
