// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "api/context/trace_watch.hpp"
#include "api/http/event_stream.hpp"
#include "core/base/ids.hpp"
#include "core/digest/trace_digest.hpp"

namespace xray::api {

// A document or datagram that was refused.
struct Rejection {
    std::string_view source;  // "UDP", "PutTraceSegments", ...
    std::string_view reason;
    std::string_view message;
    // How often that reason was given.
    std::uint64_t count = 0;
};

// The events of GET /_emulator/events: which traces appear or change, and what is rejected. As long as
// somebody listens, and a minute longer, for whoever comes back, the last events are remembered; at other
// times nothing is looked at.
//
// Threads: every method may be called from any thread.
class TraceEvents {
public:
    // Whether a trace is one that the subscriber wants to hear of. Must not call the store.
    using Wanted = std::function<bool(const TraceDigest&)>;

    // All of them must outlive it.
    TraceEvents(storage::TraceStore& store, TraceWatch& watch);
    TraceEvents(const TraceEvents&) = delete;
    TraceEvents& operator=(const TraceEvents&) = delete;
    ~TraceEvents() = default;

    // A stream of what happens from here on, with
    // - `trace` {"Id":…,"Revision":…} for a trace that appears or changes;
    // - `rejected` {"Count":…,"Message":…,"Reason":…,"Source":…} for what is refused, with the last message
    // of
    //   that source and reason.
    // `last_event_id` is the id of the last event that the client has seen, empty for none: what came after
    // it is told first, or, where that is no longer known, `gap` {}. Null when there are kMaxEventStreams
    // already.
    [[nodiscard]] std::shared_ptr<EventStream> subscribe(Wanted wanted, std::string_view last_event_id);

    // Must be told of every refusal. Does not block, and costs nothing while nobody listens.
    void on_rejected(const Rejection& rejection);

    // How many are there to listen.
    [[nodiscard]] std::size_t subscribers();

    // For streams that begin from here on.
    void set_pace(EventPace pace);

private:
    class Watcher;

    struct Subscription {
        std::weak_ptr<EventStream> stream;
        Wanted wanted;
    };

    // An event as it is remembered: of a trace only its id, since its digest is in the store.
    struct Past {
        std::uint64_t place = 0;
        TraceId trace = {};
        // Set for what is no trace.
        Event event = {};
    };

    void on_trace(const TraceDigest& digest);
    void on_round();
    void begin_watching();
    void stop_watching_if_alone();
    void remember(Past past);
    [[nodiscard]] std::vector<std::shared_ptr<EventStream>> living_streams();
    [[nodiscard]] std::vector<Past> after(std::string_view last_event_id, bool& is_known) const;
    void tell_past(EventStream& stream, const Wanted& wanted, const std::vector<Past>& past);

    storage::TraceStore& store_;
    TraceWatch& watch_;
    std::mutex mutex_;  // guards everything below
    EventPace pace_;
    std::shared_ptr<Watcher> watcher_;  // null while nothing is looked at
    std::vector<Subscription> subscriptions_;
    // What the ids of these events begin with: of each time of watching another one, whatever the clock says.
    std::string id_prefix_;
    std::uint64_t last_place_ = 0;
    std::deque<Past> past_;
    EventPace::Time last_heard_;  // when there was a subscriber
};

}  // namespace xray::api
