// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/ids.hpp"
#include "core/otlp/wire/protobuf_encoder.hpp"

namespace xray::api {

// Ours. Which emulators have passed the documents of a request on, their ids with ", " between, the first one
// first: so one that gets its own documents back knows it.
inline constexpr std::string_view kForwardedByHeader = "X-Xray-Emulator-Forwarded-By";

// A document that is stored, or waits for it and cannot be refused any more.
struct AcceptedDocument {
    TraceId trace_id;
    SegmentId id;
    bool complete = true;
    std::shared_ptr<const std::string> text;  // as it was stored
    bool is_of_span = false;
    // The span as it came, in the last document that was made of it; else, and where nobody wants spans
    // (Forwarding::wants_spans), without a resource.
    otlp::EncodedSpan span = {};
};

// How it goes with one place to which what arrives is passed on (`serve --forward`). Counts are since the
// start, of segment documents, and of spans where they came and go as such.
struct ForwardReading {
    std::string destination;  // the URL
    // False from the first failure until something gets through.
    bool is_reachable = true;
    std::uint64_t forwarded = 0;
    std::uint64_t retries = 0;  // requests that were sent again
    // "buffer_full", "refused", ..., and how many were lost so; all reasons there are, in a fixed order.
    std::vector<std::pair<std::string_view, std::uint64_t>> dropped;
    // What waits or is under way.
    std::uint64_t backlog = 0;
    std::uint64_t backlog_bytes = 0;
    std::string last_error;  // empty: none so far
};

// Who passes on what is accepted; the sending itself is the process's (emulator/forward).
//
// Threads: every method may be called from any thread.
class Forwarding {
public:
    Forwarding() = default;
    Forwarding(const Forwarding&) = delete;
    Forwarding& operator=(const Forwarding&) = delete;
    virtual ~Forwarding() = default;

    // Whether a destination wants spans as they came.
    [[nodiscard]] virtual bool wants_spans() const = 0;

    // The accepted documents of one delivery, and the kForwardedByHeader with which it came. Never waits.
    virtual void accept(std::span<const AcceptedDocument> documents, std::string_view forwarded_by) = 0;

    // One for each destination, in the order of the options.
    [[nodiscard]] virtual std::vector<ForwardReading> readings() const = 0;

    // Documents that were not passed on because they had been before.
    [[nodiscard]] virtual std::uint64_t repeats() const = 0;

    // Requests for which has_come_back() was true.
    [[nodiscard]] virtual std::uint64_t loops() const = 0;

    // Whether a request whose kForwardedByHeader says this has been here before, or has been passed on so
    // often that it can only be on a way without end; counts it then.
    [[nodiscard]] virtual bool has_come_back(std::string_view forwarded_by) = 0;

    // After a reset everything may be passed on again.
    virtual void forget_repeats() = 0;
};

}  // namespace xray::api
