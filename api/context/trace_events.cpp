// SPDX-License-Identifier: Apache-2.0
#include "api/context/trace_events.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <unordered_map>
#include <utility>

#include "api/http/random_text.hpp"
#include "core/base/limits.hpp"
#include "core/json/json_writer.hpp"
#include "storage/trace_store.hpp"

namespace xray::api {
namespace {

// A browser comes back within seconds.
constexpr std::chrono::minutes kRememberedFor{1};
// Ours. All of it at once is half of what may wait for a client (kMaxStreamBytes): whoever comes back must
// not be cut off for what was missed.
constexpr std::size_t kMaxRemembered = 5'000;

Event trace_event(const TraceDigest& digest, std::uint64_t place) {
    Event event{"trace", {}, place, digest.id.to_string()};
    JsonWriter writer(event.data);
    writer.begin_object();
    writer.key("Id");
    writer.text(event.subject);
    writer.key("Revision");
    writer.integer(digest.revision);
    writer.end_object();
    return event;
}

Event rejected_event(const Rejection& rejection, std::uint64_t place) {
    Event event{"rejected", {}, place, "rejected "};
    event.subject.append(rejection.source).append(" ").append(rejection.reason);
    JsonWriter writer(event.data);
    writer.begin_object();
    writer.key("Count");
    writer.integer(static_cast<std::int64_t>(rejection.count));
    writer.key("Message");
    writer.text(rejection.message);
    writer.key("Reason");
    writer.text(rejection.reason);
    writer.key("Source");
    writer.text(rejection.source);
    writer.end_object();
    return event;
}

std::optional<std::uint64_t> place_of(std::string_view id, std::string_view prefix) {
    if (!id.starts_with(prefix)) return std::nullopt;
    id.remove_prefix(prefix.size());
    std::uint64_t place = 0;
    const char* const end = id.data() + id.size();
    const auto read = std::from_chars(id.data(), end, place);
    if (read.ec != std::errc{} || read.ptr != end) return std::nullopt;
    return place;
}

}  // namespace

class TraceEvents::Watcher final : public TraceWatch::Watcher {
public:
    explicit Watcher(TraceEvents& events) : events_(events) {}
    void on_trace(const TraceDigest& digest) override { events_.on_trace(digest); }
    void on_round() override { events_.on_round(); }

private:
    TraceEvents& events_;
};

TraceEvents::TraceEvents(storage::TraceStore& store, TraceWatch& watch) : store_(store), watch_(watch) {}

void TraceEvents::set_pace(EventPace pace) {
    const std::lock_guard lock(mutex_);
    pace_ = std::move(pace);
}

std::vector<std::shared_ptr<EventStream>> TraceEvents::living_streams() {
    std::vector<std::shared_ptr<EventStream>> living;
    std::erase_if(subscriptions_, [&](const Subscription& subscription) {
        std::shared_ptr<EventStream> stream = subscription.stream.lock();
        if (stream == nullptr || stream->has_ended()) return true;
        living.push_back(std::move(stream));
        return false;
    });
    return living;
}

std::size_t TraceEvents::subscribers() {
    const std::lock_guard lock(mutex_);
    return living_streams().size();
}

void TraceEvents::begin_watching() {
    if (watcher_ != nullptr) return;
    id_prefix_ = random_uuid() + "-";
    last_place_ = 0;
    past_.clear();
    watcher_ = std::make_shared<Watcher>(*this);
    watch_.add(watcher_);
}

void TraceEvents::stop_watching_if_alone() {
    const EventPace::Time now = pace_.now();
    if (!subscriptions_.empty()) last_heard_ = now;
    if (now - last_heard_ > kRememberedFor) watcher_.reset();
}

void TraceEvents::remember(Past past) {
    past_.push_back(std::move(past));
    if (past_.size() > kMaxRemembered) past_.pop_front();
}

std::vector<TraceEvents::Past> TraceEvents::after(std::string_view last_event_id, bool& is_known) const {
    const std::optional<std::uint64_t> place = place_of(last_event_id, id_prefix_);
    const std::uint64_t oldest = past_.empty() ? last_place_ + 1 : past_.front().place;
    is_known = place && *place <= last_place_ && *place + 1 >= oldest;
    if (!is_known) return {};
    const auto first =
        std::find_if(past_.begin(), past_.end(), [&](const Past& past) { return past.place > *place; });
    return {first, past_.end()};
}

std::shared_ptr<EventStream> TraceEvents::subscribe(Wanted wanted, std::string_view last_event_id) {
    std::shared_ptr<EventStream> stream;
    std::vector<Past> past;
    {
        const std::lock_guard lock(mutex_);
        if (living_streams().size() >= kMaxEventStreams) return nullptr;
        begin_watching();
        stream = std::make_shared<EventStream>(pace_, id_prefix_, kMaxStreamBytes);
        bool is_known = true;
        if (!last_event_id.empty()) past = after(last_event_id, is_known);
        if (!is_known) stream->push({"gap", "{}", last_place_});
        subscriptions_.push_back({stream, wanted});
        last_heard_ = pace_.now();
    }
    tell_past(*stream, wanted, past);
    return stream;
}

// What is told of a trace is its latest revision, once, in the place of its last change.
void TraceEvents::tell_past(EventStream& stream, const Wanted& wanted, const std::vector<Past>& past) {
    std::vector<Event> events;
    std::unordered_map<TraceId, std::uint64_t> last_places;
    for (const Past& one : past) {
        if (one.event.type.empty()) {
            last_places[one.trace] = one.place;
        } else {
            events.push_back(one.event);
        }
    }
    std::vector<TraceId> traces;
    for (const auto& [trace, place] : last_places) traces.push_back(trace);
    store_.visit_digests(traces, [&](const TraceDigest& digest) {
        if (wanted(digest)) events.push_back(trace_event(digest, last_places.at(digest.id)));
    });
    std::sort(events.begin(), events.end(), [](const Event& a, const Event& b) { return a.place < b.place; });
    for (const Event& event : events) stream.push(event);
}

void TraceEvents::on_trace(const TraceDigest& digest) {
    const std::lock_guard lock(mutex_);
    const Event event = trace_event(digest, ++last_place_);
    remember({event.place, digest.id, {}});
    for (const Subscription& subscription : subscriptions_) {
        const std::shared_ptr<EventStream> stream = subscription.stream.lock();
        if (stream != nullptr && subscription.wanted(digest)) stream->push(event);
    }
}

void TraceEvents::on_round() {
    std::vector<std::shared_ptr<EventStream>> streams;
    {
        const std::lock_guard lock(mutex_);
        streams = living_streams();
        stop_watching_if_alone();
    }
    for (const auto& stream : streams) stream->flush();
}

void TraceEvents::on_rejected(const Rejection& rejection) {
    std::vector<std::shared_ptr<EventStream>> streams;
    {
        const std::lock_guard lock(mutex_);
        if (watcher_ == nullptr) return;
        const Event event = rejected_event(rejection, ++last_place_);
        remember({event.place, {}, event});
        streams = living_streams();
        for (const auto& stream : streams) stream->push(event);
    }
    for (const auto& stream : streams) stream->flush();
}

}  // namespace xray::api
