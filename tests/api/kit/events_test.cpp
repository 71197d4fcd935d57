// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

#include "core/base/limits.hpp"
#include "tests/api/support/watched_traces.hpp"

using namespace xray;
using namespace xray::tests;
using nlohmann::json;
using std::chrono::milliseconds;

namespace {

// A segment more of the trace, so that it changes.
void change(Api& api, int trace, int segment) {
    std::string id = std::to_string(segment);
    id.insert(0, 16 - id.size(), '0');
    put_watched(api, {watched_document(trace, {{"id", id}})});
}

// An emulator whose streams have a time that the test moves.
struct Streaming {
    Streaming() {
        api::EventPace pace;
        pace.now = [this] { return now; };
        api.context.events.set_pace(pace);
    }

    Api api;
    api::EventPace::Time now{};
};

// Plays the server: takes piece after piece.
class Listener {
public:
    explicit Listener(Streaming& at, const std::string& query = {},
                      std::vector<std::pair<std::string, std::string>> headers = {})
        : response_(at.api.send("GET", "/_emulator/events" + query, "", std::move(headers))) {
        REQUIRE(response_.status == 200);
        REQUIRE(response_.stream != nullptr);
        start();
    }

    // Does not take anything until start().
    void stop_reading() { reads_ = false; }
    void start() {
        reads_ = true;
        response_.stream->start([this](const api::BodyPiece& piece) {
            text_ += piece.text;
            last_ = piece.last;
            if (reads_ && !last_ && !has_failed()) start();
        });
    }

    [[nodiscard]] std::string take() { return std::exchange(text_, {}); }
    [[nodiscard]] bool has_last() const { return last_; }
    [[nodiscard]] bool has_failed() const { return response_.stream->has_failed(); }
    [[nodiscard]] const api::HttpResponse& response() const { return response_; }
    api::BodyStream& stream() { return *response_.stream; }
    void leave() {
        response_.stream->cancel();
        response_.stream.reset();
    }

private:
    api::HttpResponse response_;
    std::string text_;
    bool reads_ = true;
    bool last_ = false;
};

// What a stream's text says: "trace {...}"; its ids apart.
std::vector<std::string> events_of(const std::string& text) {
    std::vector<std::string> events;
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
        if (line.starts_with("event: ")) events.push_back(line.substr(7));
        if (line.starts_with("data: ")) events.back() += " " + line.substr(6);
    }
    return events;
}

std::string last_id_of(const std::string& text) {
    const std::size_t line = text.rfind("\nid: ");
    REQUIRE(line != std::string::npos);
    return text.substr(line + 5, text.find('\n', line + 1) - line - 5);
}

std::string told(int trace, int revision) {
    return "trace {\"Id\":\"" + watched_id(trace) + "\",\"Revision\":" + std::to_string(revision) + "}";
}

using Told = std::vector<std::string>;

}  // namespace

TEST_CASE("events: a trace that appears or changes is told, in the form of server-sent events", "[events]") {
    Streaming at;
    put_watched(at.api, {watched_document(1)});
    Listener listener(at);
    REQUIRE(listener.response().content_type == "text/event-stream; charset=utf-8");
    REQUIRE(header_of(listener.response(), "Cache-Control") == "no-store");
    REQUIRE(listener.take().empty());
    put_watched(at.api, {watched_document(2)});
    const std::string text = listener.take();
    const std::string id = last_id_of(text);
    REQUIRE(text ==
            "event: trace\nid: " + id + "\ndata: {\"Id\":\"" + watched_id(2) + "\",\"Revision\":1}\n\n");
    change(at.api, 1, 2);
    REQUIRE(events_of(listener.take()) == Told{told(1, 2)});
}

TEST_CASE("events: a trace is told at most four times a second, and its latest revision always", "[events]") {
    Streaming at;
    Listener listener(at);
    put_watched(at.api, {watched_document(1)});
    REQUIRE(events_of(listener.take()) == Told{told(1, 1)});
    change(at.api, 1, 2);
    change(at.api, 1, 3);
    put_watched(at.api, {watched_document(2)});
    REQUIRE(events_of(listener.take()) == Told{told(2, 1)});
    REQUIRE(listener.stream().timeout() == milliseconds(250));
    at.now += milliseconds(249);
    change(at.api, 1, 4);
    REQUIRE(listener.take().empty());
    REQUIRE(listener.stream().timeout() == milliseconds(1));
    at.now += milliseconds(1);
    listener.stream().expire();
    REQUIRE(events_of(listener.take()) == Told{told(1, 4)});
    at.now += milliseconds(250);
    change(at.api, 1, 5);
    REQUIRE(events_of(listener.take()) == Told{told(1, 5)});
}

TEST_CASE("events: a comment line shows every 15 s that the stream is alive", "[events]") {
    Streaming at;
    Listener listener(at);
    REQUIRE(listener.stream().timeout() == std::chrono::seconds(15));
    at.now += std::chrono::seconds(15);
    listener.stream().expire();
    REQUIRE(listener.take() == ":\n\n");
    at.now += std::chrono::seconds(14);
    put_watched(at.api, {watched_document(1)});
    REQUIRE(listener.take().starts_with("event: trace"));
    REQUIRE(listener.stream().timeout() == std::chrono::seconds(1));
}

TEST_CASE("events: a filter narrows them down to the traces that match", "[events]") {
    Streaming at;
    Listener faults(at, "?filter=service(%22shop%22)+AND%20fault");
    put_watched(at.api, {watched_document(1)});
    put_watched(at.api, {watched_document(2, {{"fault", true}})});
    REQUIRE(events_of(faults.take()) == Told{told(2, 1)});
}

TEST_CASE("events: misuse is answered with what is wrong", "[events]") {
    Api api;
    const auto message = [&](const std::string& query) {
        const Failure failure = failure_of(api.send("GET", "/_emulator/events" + query));
        REQUIRE(failure.status == 400);
        return failure.body["Message"].get<std::string>();
    };
    REQUIRE(message("?filter=fault+AND") ==
            failure_of(api.post("/TraceSummaries",
                                {{"StartTime", 0}, {"EndTime", 1}, {"FilterExpression", "fault AND"}}))
                .body["Message"]);
    REQUIRE(message("?fitler=fault") == "There is no parameter \"fitler\"; there is filter");
    REQUIRE(message("?filter=%2") == "The query string has a '%' without two hexadecimal digits behind it");
    REQUIRE(api.send("POST", "/_emulator/events").status == 405);
    REQUIRE(api.context.events.subscribers() == 0);
}

TEST_CASE("events: HEAD has the headers and opens no stream", "[events]") {
    Api api;
    const api::HttpResponse response = api.send("HEAD", "/_emulator/events");
    REQUIRE(response.status == 200);
    REQUIRE(response.content_type == "text/event-stream; charset=utf-8");
    REQUIRE(response.is_for_head);
    REQUIRE(api.context.events.subscribers() == 0);
}

TEST_CASE("events: what is rejected is told, by reason", "[events]") {
    Streaming at;
    Listener listener(at);
    put_watched(at.api, {"no document"});
    const Told first = events_of(listener.take());
    REQUIRE(first.size() == 1);
    REQUIRE(first[0].starts_with("rejected {"));
    const json data = json::parse(first[0].substr(9));
    REQUIRE(data["Count"] == 1);
    REQUIRE(data["Reason"] == "ParseError");
    REQUIRE(data["Source"] == "PutTraceSegments");
    REQUIRE(data["Message"].get<std::string>().starts_with("Invalid segment"));
    put_watched(at.api, {"no document", "neither"});
    REQUIRE(listener.take().empty());
    at.now += milliseconds(250);
    listener.stream().expire();
    REQUIRE(json::parse(events_of(listener.take()).at(0).substr(9))["Count"] == 3);
}

TEST_CASE("events: whoever comes back is told what it has missed, each trace once", "[events]") {
    Streaming at;
    Listener first(at);
    put_watched(at.api, {watched_document(1)});
    const std::string id = last_id_of(first.take());
    first.leave();
    put_watched(at.api, {watched_document(2)});
    change(at.api, 1, 2);
    change(at.api, 1, 3);
    put_watched(at.api, {watched_document(3, {{"fault", true}})});
    put_watched(at.api, {"no document"});
    Listener again(at, "", {{"Last-Event-ID", id}});
    const std::string text = again.take();
    const Told missed = events_of(text);
    REQUIRE(missed.size() == 4);
    REQUIRE(Told(missed.begin(), missed.begin() + 3) == Told{told(2, 1), told(1, 3), told(3, 1)});
    REQUIRE(missed[3].starts_with("rejected "));
    Listener faults(at, "?filter=fault", {{"Last-Event-ID", id}});
    REQUIRE(events_of(faults.take()).at(0) == told(3, 1));
    Listener up_to_date(at, "", {{"Last-Event-ID", last_id_of(text)}});
    REQUIRE(up_to_date.take().empty());
}

TEST_CASE("events: an event that is held back when the client leaves is not lost", "[events]") {
    Streaming at;
    Listener first(at);
    put_watched(at.api, {watched_document(1)});
    change(at.api, 1, 2);
    put_watched(at.api, {watched_document(2)});
    const std::string text = first.take();
    REQUIRE(events_of(text) == Told{told(1, 1), told(2, 1)});
    first.leave();
    Listener again(at, "", {{"Last-Event-ID", last_id_of(text)}});
    REQUIRE(events_of(again.take()) == Told{told(1, 2), told(2, 1)});
}

TEST_CASE("events: an id that is too old or none of ours is answered by a gap", "[events]") {
    Streaming at;
    for (const char* const id : {"x", "1-1", "1790000000250000-9"}) {
        Listener listener(at, "", {{"Last-Event-ID", id}});
        REQUIRE(events_of(listener.take()) == Told{"gap {}"});
    }
    Listener first(at);
    put_watched(at.api, {watched_document(1)});
    const std::string id = last_id_of(first.take());
    first.leave();
    // A minute without anybody: nothing is remembered any longer.
    at.now += std::chrono::seconds(61);
    put_watched(at.api, {watched_document(2)});
    Listener late(at, "", {{"Last-Event-ID", id}});
    REQUIRE(events_of(late.take()) == Told{"gap {}"});
    put_watched(at.api, {watched_document(3)});
    REQUIRE(events_of(late.take()) == Told{told(3, 1)});
    // Nor is it mistaken for the event of that place since, on a clock that stands still.
    Listener later(at, "", {{"Last-Event-ID", id}});
    REQUIRE(events_of(later.take()) == Told{"gap {}"});
}

TEST_CASE("events: whoever missed much comes back to all of it", "[events]") {
    Streaming at;
    Listener first(at);
    put_watched(at.api, {watched_document(1)});
    const std::string id = last_id_of(first.take());
    first.leave();
    std::vector<std::string> many;
    for (int trace = 10'000; trace < 15'000; ++trace) many.push_back(watched_document(trace));
    put_watched(at.api, many);
    Listener again(at, "", {{"Last-Event-ID", id}});
    REQUIRE_FALSE(again.has_failed());
    REQUIRE(events_of(again.take()).size() == 5'000);
    put_watched(at.api, {watched_document(2)});
    Listener late(at, "", {{"Last-Event-ID", id}});
    REQUIRE(events_of(late.take()) == Told{"gap {}"});
}

TEST_CASE("events: a slow reader is told of each trace once, and cut off when it is too far behind",
          "[events]") {
    Streaming at;
    Listener slow(at);
    slow.stop_reading();
    put_watched(at.api, {watched_document(1)});
    at.now += milliseconds(250);
    for (int segment = 2; segment < 5; ++segment) change(at.api, 1, segment);
    (void)slow.take();
    slow.start();
    REQUIRE(events_of(slow.take()) == Told{told(1, 4)});
    slow.stop_reading();
    put_watched(at.api, {watched_document(2)});
    REQUIRE_FALSE(slow.has_failed());
    std::vector<std::string> many;
    for (int trace = 10; trace < 9'000; ++trace) many.push_back(watched_document(trace));
    put_watched(at.api, many);
    put_watched(at.api, {watched_document(9'001)});
    many.clear();
    for (int trace = 10'000; trace < 19'000; ++trace) many.push_back(watched_document(trace));
    put_watched(at.api, many);
    REQUIRE(slow.has_failed());
    REQUIRE(at.api.context.events.subscribers() == 0);
    (void)slow.take();
    slow.start();
    REQUIRE(slow.take().empty());
}

TEST_CASE("events: who reads is not cut off, however much comes at once", "[events]") {
    Streaming at;
    Listener listener(at);
    std::vector<std::string> many;
    for (int trace = 10'000; trace < 19'000; ++trace) many.push_back(watched_document(trace));
    (void)at.api.call("/TraceSegments", {{"TraceSegmentDocuments", many}});
    for (std::string& text : many) text.replace(text.find("1-58406520"), 10, "1-58406521");
    (void)at.api.call("/TraceSegments", {{"TraceSegmentDocuments", many}});
    at.api.store->settle();
    at.api.context.watch.look();
    REQUIRE_FALSE(listener.has_failed());
    REQUIRE(events_of(listener.take()).size() == 18'000);
}

TEST_CASE("events: the end of the process ends streams in good order", "[events]") {
    Streaming at;
    Listener listener(at);
    REQUIRE(at.api.context.events.subscribers() == 1);
    listener.stream().shut_down();
    REQUIRE(listener.has_last());
    REQUIRE_FALSE(listener.has_failed());
    REQUIRE(at.api.context.events.subscribers() == 0);
}

TEST_CASE("events: there are so many streams and no more, and each that ends makes room", "[events]") {
    Streaming at;
    std::vector<api::HttpResponse> open;
    for (std::size_t i = 0; i < kMaxEventStreams; ++i)
        open.push_back(at.api.send("GET", "/_emulator/events"));
    const Failure failure = failure_of(at.api.send("GET", "/_emulator/events"));
    REQUIRE(failure.status == 429);
    REQUIRE(failure.body["Message"] == "There are 100 event streams already; close one");
    open.back().stream->cancel();
    REQUIRE(at.api.send("GET", "/_emulator/events").status == 200);
}

TEST_CASE("events: the metrics tell how many listen", "[events]") {
    Streaming at;
    Listener listener(at);
    REQUIRE(at.api.send("GET", "/metrics").body.find("xray_emulator_event_streams 1\n") != std::string::npos);
    listener.leave();
    REQUIRE(at.api.send("GET", "/metrics").body.find("xray_emulator_event_streams 0\n") != std::string::npos);
}
