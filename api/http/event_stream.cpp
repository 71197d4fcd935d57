// SPDX-License-Identifier: Apache-2.0
#include "api/http/event_stream.hpp"

#include <algorithm>
#include <utility>

namespace xray::api {
namespace {

constexpr std::string_view kComment = ":\n\n";

// Of so many times this part of what may wait, each is sent without waiting for flush(): whoever pushes much
// at once must not cut off a client that reads.
constexpr std::size_t kPieces = 16;

std::size_t bytes_of(const Event& event) {
    return event.type.size() + event.data.size() + event.subject.size();
}

void append_event(std::string& text, const Event& event, const std::string& id) {
    text.append("event: ").append(event.type).append("\nid: ").append(id).append("\ndata: ");
    text.append(event.data).append("\n\n");
}

}  // namespace

EventStream::EventStream(EventPace pace, std::string id_prefix, std::size_t most_bytes)
    : pace_(std::move(pace)),
      id_prefix_(std::move(id_prefix)),
      most_bytes_(most_bytes),
      next_heartbeat_(pace_.now() + pace_.heartbeat),
      timeout_at_(next_heartbeat_) {}

EventStream::Time EventStream::due_time(const std::string& subject, Time now) const {
    const auto told = told_about_.find(subject);
    return told == told_about_.end() ? now : std::max(now, told->second + pace_.between_events);
}

void EventStream::take_out(Queue::iterator waiting) {
    waiting_bytes_ -= bytes_of(waiting->event);
    waiting_about_.erase(waiting->event.subject);
    waiting_.erase(waiting);
}

void EventStream::enqueue(const Event& event) {
    const Time due = due_time(event.subject, pace_.now());
    waiting_bytes_ += bytes_of(event);
    const auto behind = std::find_if(waiting_.rbegin(), waiting_.rend(),
                                     [&](const Waiting& other) { return other.event.place < event.place; });
    const auto place = waiting_.insert(behind.base(), {event, due});
    if (!event.subject.empty()) waiting_about_[event.subject] = place;
    last_place_ = std::max(last_place_, event.place);
}

void EventStream::push(const Event& event) {
    bool is_much = false;
    {
        const std::lock_guard lock(mutex_);
        if (ended_ || cut_) return;
        const auto known = waiting_about_.find(event.subject);
        if (known != waiting_about_.end()) {
            if (known->second->event.place > event.place) return;
            take_out(known->second);
        }
        enqueue(event);
        cut_ = waiting_bytes_ > most_bytes_;
        is_much = waiting_bytes_ > most_bytes_ / kPieces;
    }
    if (is_much) flush();
}

void EventStream::forget_old_subjects(Time now) {
    while (!told_in_order_.empty() && told_in_order_.front().first + pace_.between_events <= now) {
        const auto& [when, subject] = told_in_order_.front();
        const auto told = told_about_.find(subject);
        if (told != told_about_.end() && told->second == when) told_about_.erase(told);
        told_in_order_.pop_front();
    }
}

// The events that are due, as text, and a comment line if it is time for one.
std::string EventStream::due_text(Time now) {
    forget_old_subjects(now);
    std::list<Waiting> due;
    for (auto next = waiting_.begin(); next != waiting_.end();) {
        const auto waiting = next++;
        if (waiting->due > now) continue;
        due.push_back(*waiting);
        take_out(waiting);
    }
    const std::uint64_t told = waiting_.empty() ? last_place_ : waiting_.front().event.place - 1;
    const std::string id = id_prefix_ + std::to_string(told);
    std::string text;
    for (const Waiting& one : due) {
        append_event(text, one.event, id);
        if (one.event.subject.empty()) continue;
        told_about_[one.event.subject] = now;
        told_in_order_.emplace_back(now, one.event.subject);
    }
    if (now >= next_heartbeat_) {
        text += kComment;
        next_heartbeat_ = now + pace_.heartbeat;
    }
    return text;
}

EventStream::Time EventStream::next_due() const {
    Time next = next_heartbeat_;
    for (const Waiting& one : waiting_) next = std::min(next, one.due);
    return next;
}

// Nothing while the server does not wait for a piece, or waits for the right time with nothing to send.
std::optional<BodyPiece> EventStream::next_piece(bool has_expired) {
    if (!deliver_) return std::nullopt;
    if (cut_) return BodyPiece{};
    BodyPiece piece{due_text(pace_.now()), shut_down_};
    const bool waits_well = !has_expired && timeout_at_ <= next_due();
    if (piece.text.empty() && !piece.last && waits_well) return std::nullopt;
    return piece;
}

void EventStream::deliver_next(bool has_expired) {
    Deliver deliver;
    std::optional<BodyPiece> piece;
    {
        const std::lock_guard lock(mutex_);
        piece = next_piece(has_expired);
        if (piece) deliver.swap(deliver_);
    }
    if (deliver) deliver(std::move(*piece));
}

void EventStream::start(Deliver deliver) {
    {
        const std::lock_guard lock(mutex_);
        deliver_ = std::move(deliver);
        timeout_at_ = next_due();
    }
    flush();
}

std::chrono::milliseconds EventStream::timeout() const {
    const std::lock_guard lock(mutex_);
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(timeout_at_ - pace_.now());
    return std::max(left, std::chrono::milliseconds(0));
}

void EventStream::shut_down() {
    {
        const std::lock_guard lock(mutex_);
        shut_down_ = true;
    }
    flush();
}

void EventStream::cancel() {
    Deliver nobody;
    const std::lock_guard lock(mutex_);
    nobody.swap(deliver_);
    ended_ = true;
    waiting_.clear();
    waiting_about_.clear();
}

bool EventStream::has_failed() const {
    const std::lock_guard lock(mutex_);
    return cut_;
}

bool EventStream::has_ended() const {
    const std::lock_guard lock(mutex_);
    return ended_ || cut_ || shut_down_;
}

}  // namespace xray::api
