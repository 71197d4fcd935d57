// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <list>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>

#include "api/http/deferred.hpp"

namespace xray::api {

// One of a stream's events, in the terms of server-sent events.
struct Event {
    // `event:`
    std::string type;
    // `data:`, one line.
    std::string data;
    // Its place in the sequence of all events that there are, whether this stream is told of them or not.
    std::uint64_t place = 0;
    // What it is about. Of two events about one thing the later one counts; empty: about nothing else.
    std::string subject = {};
};

// When an event stream says what. Tests have a time of their own.
struct EventPace {
    using Time = std::chrono::steady_clock::time_point;

    std::function<Time()> now = [] { return std::chrono::steady_clock::now(); };
    // Between two comment lines, which show client and server that the other is still there.
    std::chrono::milliseconds heartbeat{15'000};
    // Between two events about one thing: four a second.
    std::chrono::milliseconds between_events{250};
};

// A body of server-sent events (WHATWG HTML, 9.2), for whoever has something to tell as it happens. What is
// pushed is sent as soon as flush() is called (or much is there), the client takes it, and the pace allows
// it; until then a later event about the same thing takes the place of an earlier one. A client that takes so
// little that more than `most_bytes` wait for it is cut off.
//
// Each event has an `id:`, the prefix and the place up to which the client has been told everything. It may
// stand behind the event's own place, for events that are held back; a client that asks for what came after
// it is told some things twice, and misses none.
//
// Threads: every method may be called from any thread.
class EventStream final : public BodyStream {
public:
    EventStream(EventPace pace, std::string id_prefix, std::size_t most_bytes);

    // After the end it does nothing.
    void push(const Event& event);
    void flush() { deliver_next(false); }

    // Whether nobody is there any more to be told.
    [[nodiscard]] bool has_ended() const;

    void start(Deliver deliver) override;
    [[nodiscard]] std::chrono::milliseconds timeout() const override;
    void expire() override { deliver_next(true); }
    void shut_down() override;
    void cancel() override;
    [[nodiscard]] bool has_failed() const override;

private:
    using Time = EventPace::Time;

    struct Waiting {
        Event event;
        Time due;
    };
    using Queue = std::list<Waiting>;

    [[nodiscard]] Time due_time(const std::string& subject, Time now) const;
    void enqueue(const Event& event);
    void take_out(Queue::iterator waiting);
    [[nodiscard]] std::optional<BodyPiece> next_piece(bool has_expired);
    void deliver_next(bool has_expired);
    [[nodiscard]] std::string due_text(Time now);
    [[nodiscard]] Time next_due() const;
    void forget_old_subjects(Time now);

    const EventPace pace_;
    const std::string id_prefix_;
    const std::size_t most_bytes_;
    mutable std::mutex mutex_;  // guards everything below
    Deliver deliver_;           // while the server waits
    Queue waiting_;             // in the order of their places
    std::unordered_map<std::string, Queue::iterator> waiting_about_;
    // When something was last said about a subject, for as long as that holds up the next.
    std::unordered_map<std::string, Time> told_about_;
    std::deque<std::pair<Time, std::string>> told_in_order_;
    std::size_t waiting_bytes_ = 0;
    std::uint64_t last_place_ = 0;
    Time next_heartbeat_;
    Time timeout_at_;
    bool shut_down_ = false;
    bool cut_ = false;
    bool ended_ = false;
};

}  // namespace xray::api
