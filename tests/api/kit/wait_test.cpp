// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>

#include "api/kit/near_misses.hpp"
#include "tests/api/support/watched_traces.hpp"

using namespace xray;
using namespace xray::tests;
using namespace std::chrono_literals;
using nlohmann::json;
using xray::api::TraceWatch;

namespace {

api::HttpResponse wait(Api& api, const json& question) {
    return api.post("/_emulator/wait", question);
}

// The API, with a time for waiting that stands still until a test lets it pass.
struct TimedApi : Api {
    TimedApi() {
        context.watch.set_clock([this] { return time; });
    }
    TraceWatch::Time time = {};
};

// Plays the server: asks for the late answer, again where that is what is given, and keeps what is given at
// last.
class Asked {
public:
    explicit Asked(api::HttpResponse response) : late_(std::move(response.later)) {
        REQUIRE(late_ != nullptr);
        start();
    }
    api::Deferred<api::HttpResponse>& late() { return *late_; }
    [[nodiscard]] const std::optional<api::HttpResponse>& given() const { return given_; }
    [[nodiscard]] int times() const { return times_; }
    [[nodiscard]] json body() const { return json::parse(given_.value().body); }

    // Lets time pass, and tells when the timeouts within it are over.
    void pass(TimedApi& api, std::chrono::milliseconds length) {
        const TraceWatch::Time end = api.time + length;
        while (!given_ && api.time + late_->timeout() <= end) {
            api.time += late_->timeout();
            late_->expire();
        }
        api.time = end;
    }

private:
    void start() {
        late_->start([this](api::HttpResponse given) {
            if (given.later) return start();
            ++times_;
            given_ = std::move(given);
        });
    }

    std::shared_ptr<api::Deferred<api::HttpResponse>> late_;
    std::optional<api::HttpResponse> given_;
    int times_ = 0;
};

std::vector<std::string> ids_of(const json& answer) {
    std::vector<std::string> ids;
    for (const json& summary : answer["TraceSummaries"]) ids.push_back(summary["Id"]);
    return ids;
}

}  // namespace

TEST_CASE("wait: what is there already is answered at once, newest first", "[wait]") {
    Api api;
    put_watched(api, {watched_document(1)});
    put_watched(api, {watched_document(2)});
    put_watched(api, {watched_document(3, {{"name", "other"}})});
    const api::HttpResponse response =
        wait(api, {{"FilterExpression", "service(\"shop\")"}, {"Count", 2}, {"TimeoutSeconds", 5}});
    REQUIRE(response.status == 200);
    const json answer = json::parse(response.body);
    REQUIRE(ids_of(answer) == std::vector<std::string>{watched_id(2), watched_id(1)});
    // The very summaries of GetTraceSummaries, although these traces are decades older than any range.
    const json summaries = api.call("/TraceSummaries", {{"StartTime", 0}, {"EndTime", 4}})["TraceSummaries"];
    REQUIRE(answer["TraceSummaries"][0] == summaries[0]);
    REQUIRE(ids_of(json::parse(wait(api, json::object()).body)).size() == 3);
}

TEST_CASE("wait: answers once when enough traces have come", "[wait]") {
    TimedApi api;
    put_watched(api, {watched_document(1)});
    Asked asked(wait(api, {{"FilterExpression", "service(\"shop\")"}, {"Count", 3}}));
    REQUIRE(asked.late().timeout() == std::chrono::seconds(5));
    put_watched(api, {watched_document(2)});
    put_watched(api, {watched_document(4, {{"name", "other"}})});
    REQUIRE(asked.times() == 0);
    put_watched(api, {watched_document(3)});
    REQUIRE(asked.times() == 1);
    REQUIRE(asked.given()->status == 200);
    REQUIRE(ids_of(asked.body()) == std::vector<std::string>{watched_id(3), watched_id(2), watched_id(1)});
    put_watched(api, {watched_document(5)});
    asked.pass(api, 5s);
    REQUIRE(asked.times() == 1);
}

TEST_CASE("wait: a trace that stops matching or is forgotten no longer counts", "[wait]") {
    Api api;
    Asked asked(wait(api, {{"FilterExpression", "service(\"shop\") AND !service(\"stock\")"}, {"Count", 2}}));
    put_watched(api, {watched_document(1)});
    put_watched(api, {watched_document(1, {{"name", "stock"}, {"id", "00000000000000aa"}})});
    put_watched(api, {watched_document(2)});
    REQUIRE(asked.times() == 0);
    REQUIRE(api.store->reset());
    put_watched(api, {watched_document(3)});
    REQUIRE(asked.times() == 0);
    put_watched(api, {watched_document(4)});
    REQUIRE(asked.times() == 1);
    REQUIRE(ids_of(asked.body()) == std::vector<std::string>{watched_id(4), watched_id(3)});
}

TEST_CASE("wait: only whole traces count, unless Partial is true", "[wait]") {
    Api api;
    const std::string orphan = watched_document(2, {{"parent_id", "00000000000000bb"}});
    put_watched(api, {watched_document(1, {{"in_progress", true}})});
    put_watched(api, {orphan});
    REQUIRE(ids_of(json::parse(wait(api, {{"Partial", true}, {"Count", 2}}).body)).size() == 2);
    Asked asked(wait(api, {{"Count", 2}}));
    put_watched(api, {watched_document(1)});
    REQUIRE(asked.times() == 0);
    put_watched(api, {watched_document(2, {{"id", "00000000000000bb"}})});
    REQUIRE(asked.times() == 1);
}

TEST_CASE("wait: when time is up, tells what came closest and which clause failed", "[wait]") {
    TimedApi api;
    put_watched(api, {watched_document(1, {{"fault", true}})});
    put_watched(api, {watched_document(2, {{"name", "other"}})});
    put_watched(api, {watched_document(3)});
    put_watched(api, {watched_document(4, {{"fault", true}, {"in_progress", true}})});
    Asked asked(wait(api, {{"FilterExpression", "service(\"shop\") AND fault"}, {"Count", 2}}));
    asked.pass(api, 5s);
    REQUIRE(asked.given()->status == 408);
    const json answer = asked.body();
    REQUIRE(answer["Message"] == "Timed out: 1 of 4 traces match, but should be at least 2");
    REQUIRE(answer["Count"] == 2);
    REQUIRE(answer["Matched"] == 1);
    REQUIRE(answer["Traces"] == 4);
    REQUIRE(ids_of(answer) == std::vector<std::string>{watched_id(1)});
    REQUIRE(answer["Closest"].size() == 3);
    REQUIRE(answer["Closest"][0]["TraceSummary"]["Id"] == watched_id(4));
    REQUIRE(answer["Closest"][0]["FailedClause"] == api::kWholeClause);
    REQUIRE(answer["Closest"][1]["TraceSummary"]["Id"] == watched_id(3));
    REQUIRE(answer["Closest"][1]["FailedClause"] == "fault");
    REQUIRE(answer["Closest"][0]["WaitsFor"] == json{"segment \"shop\" (70de5b6f19ff9a0a) is in progress"});
    REQUIRE(answer["Closest"][1]["Clauses"] == json::parse(R"x([{"Clause":"service(\"shop\")","Held":true},
                {"Actual":"it was false","Clause":"fault","Held":false},
                {"Clause":"(the trace is complete)","Held":true}])x"));
    REQUIRE(answer["Closest"][2]["TraceSummary"]["Id"] == watched_id(2));
    REQUIRE(answer["Closest"][2]["FailedClause"] == "service(\"shop\")");
    REQUIRE(api.counters.http_errors == 1);
}

TEST_CASE("wait: an empty store has nothing that came close", "[wait]") {
    TimedApi api;
    Asked asked(wait(api, {{"TimeoutSeconds", 0}}));
    REQUIRE(asked.late().timeout() == std::chrono::milliseconds(0));
    asked.pass(api, 5s);
    REQUIRE(asked.given()->status == 408);
    REQUIRE(asked.body()["Closest"].empty());
    REQUIRE(asked.body()["Message"] == "Timed out: 0 of 0 traces match, but should be at least 1");
}

TEST_CASE("wait: the deadline looks at everything once more", "[wait]") {
    TimedApi api;
    Asked asked(wait(api, json::object()));
    (void)api.call("/TraceSegments", {{"TraceSegmentDocuments", {watched_document(1)}}});
    asked.pass(api, 5s);
    REQUIRE(asked.given()->status == 200);
}

TEST_CASE("wait: a finished call to a traced service is settled when its callee is there", "[wait]") {
    for (const json& says : {json{{"http", {{"request", {{"traced", true}}}}}}, json{{"traced", true}}}) {
        TimedApi api;
        json call{{"id", "53995c3f42cd8ad8"},
                  {"name", "stock"},
                  {"namespace", "remote"},
                  {"start_time", 2},
                  {"end_time", 3}};
        call.update(says);
        put_watched(api, {watched_document(1, {{"subsegments", {call}}})});
        REQUIRE(wait(api, {{"Partial", true}}).status == 200);
        Asked asked(wait(api, json::object()));
        REQUIRE(asked.times() == 0);
        put_watched(
            api, {watched_document(
                     1, {{"id", "00000000000000aa"}, {"name", "stock"}, {"parent_id", "53995c3f42cd8ad8"}})});
        REQUIRE(asked.times() == 1);
        REQUIRE(asked.given()->status == 200);
        REQUIRE(asked.body()["Matched"] == 1);
    }
}

TEST_CASE("wait: a call whose callee never came is named", "[wait]") {
    TimedApi api;
    const json call{{"id", "53995c3f42cd8ad8"}, {"name", "stock"}, {"namespace", "remote"},
                    {"start_time", 2},          {"end_time", 3},   {"traced", true}};
    put_watched(api, {watched_document(1, {{"subsegments", {call}}})});
    Asked asked(wait(api, json::object()));
    asked.pass(api, 5s);
    REQUIRE(asked.given()->status == 408);
    REQUIRE(asked.body()["Closest"][0]["WaitsFor"] ==
            json{"the call to \"stock\" (53995c3f42cd8ad8) says traced, and no segment of the callee has "
                 "arrived"});
}

TEST_CASE("wait: trace ids in either form, and Count is their number", "[wait]") {
    TimedApi api;
    put_watched(api, {watched_document(3)});
    const json ids{watched_id(1), "58406520000000000000000000000002", watched_id(2)};
    Asked asked(wait(api, {{"TraceIds", ids}}));
    put_watched(api, {watched_document(1)});
    REQUIRE(asked.times() == 0);
    put_watched(api, {watched_document(2)});
    REQUIRE(asked.times() == 1);
    REQUIRE(ids_of(asked.body()) == std::vector<std::string>{watched_id(2), watched_id(1)});

    Asked more(wait(api, {{"TraceIds", {watched_id(1), watched_id(9)}}}));
    more.pass(api, 5s);
    REQUIRE(more.body()["Count"] == 2);
    REQUIRE(more.body()["Matched"] == 1);
}

TEST_CASE("wait: a trace counts when nothing has come of it for the quiet time", "[wait]") {
    TimedApi api;
    Asked asked(wait(api, {{"QuietSeconds", 1}}));
    put_watched(api, {watched_document(1)});
    asked.pass(api, 900ms);
    put_watched(api, {watched_document(1, {{"id", "00000000000000aa"}})});
    asked.pass(api, 900ms);
    REQUIRE(asked.times() == 0);
    asked.pass(api, 100ms);
    REQUIRE(asked.times() == 1);
    REQUIRE(asked.given()->status == 200);

    Asked again(wait(api, {{"QuietSeconds", 5}, {"TimeoutSeconds", 2}}));
    again.pass(api, 2s);
    REQUIRE(again.given()->status == 408);
}

TEST_CASE("wait: an upper bound is judged when nothing comes any more", "[wait]") {
    TimedApi api;
    Asked asked(wait(api, {{"FilterExpression", "service(\"shop\")"}, {"Exactly", 2}}));
    put_watched(api, {watched_document(1)});
    put_watched(api, {watched_document(2)});
    asked.pass(api, 400ms);
    // Whatever it is that comes.
    put_watched(api, {watched_document(3, {{"name", "other"}})});
    asked.pass(api, 400ms);
    REQUIRE(asked.times() == 0);
    asked.pass(api, 100ms);
    REQUIRE(asked.times() == 1);
    REQUIRE(asked.given()->status == 200);
    REQUIRE(asked.body()["Matched"] == 2);
}

TEST_CASE("wait: more than the upper bound is told at once", "[wait]") {
    TimedApi api;
    put_watched(api, {watched_document(1, {{"fault", true}})});
    const api::HttpResponse there = wait(api, {{"FilterExpression", "fault"}, {"AtMost", 0}});
    REQUIRE(there.status == 409);

    Asked asked(wait(api, {{"FilterExpression", "fault"}, {"Exactly", 1}, {"QuietSeconds", 3}}));
    put_watched(api, {watched_document(2, {{"fault", true}, {"in_progress", true}})});
    REQUIRE(asked.times() == 0);
    put_watched(api, {watched_document(2, {{"fault", true}})});
    REQUIRE(asked.times() == 1);
    REQUIRE(asked.given()->status == 409);
    const json answer = asked.body();
    REQUIRE(answer["Message"] == "Too many: 2 of 2 traces match, but should be exactly 1");
    REQUIRE(answer["Count"] == 1);
    REQUIRE(answer["Matched"] == 2);
    REQUIRE(answer["Traces"] == 2);
    REQUIRE(answer["Closest"].empty());
    REQUIRE(ids_of(answer) == std::vector<std::string>{watched_id(2), watched_id(1)});
}

TEST_CASE("wait: that there is nothing holds once it is quiet, and when time is up", "[wait]") {
    TimedApi api;
    const json question{{"FilterExpression", "fault"}, {"Exactly", 0}, {"TimeoutSeconds", 2}};
    put_watched(api, {watched_document(1)});
    Asked quiet(wait(api, question));
    quiet.pass(api, 500ms);
    REQUIRE(quiet.given()->status == 200);
    REQUIRE(quiet.body()["TraceSummaries"].empty());

    put_watched(api, {watched_document(30)});
    Asked busy(wait(api, question));
    for (int trace = 2; trace < 12; ++trace) {
        put_watched(api, {watched_document(trace)});
        REQUIRE(busy.times() == 0);
        busy.pass(api, 200ms);
    }
    REQUIRE(busy.given()->status == 200);

    // Nothing was asked for to be quiet, so what there is when time is up counts.
    put_watched(api, {watched_document(20, {{"fault", true}})});
    Asked now(wait(api, {{"FilterExpression", "fault"}, {"Exactly", 1}, {"TimeoutSeconds", 0}}));
    now.pass(api, 0s);
    REQUIRE(now.given()->status == 200);
}

TEST_CASE("wait: a clock that somebody has moved makes nothing quiet", "[wait]") {
    TimedApi api;
    put_watched(api, {watched_document(1)});
    REQUIRE(api.adjustable_clock.advance(3600 * kMicrosPerSecond));
    Asked asked(wait(api, {{"QuietSeconds", 1}}));
    REQUIRE(asked.times() == 0);
    asked.pass(api, 1s);
    REQUIRE(asked.times() == 1);
}

TEST_CASE("wait: a trace counts by its own calls from one service to another", "[wait]") {
    TimedApi api;
    const auto calls = [](int trace, int count) {
        json subsegments = json::array();
        for (int i = 0; i < count; ++i) {
            subsegments.push_back({{"id", "53995c3f42cd8ad" + std::to_string(i)},
                                   {"name", "stock"},
                                   {"namespace", "remote"},
                                   {"start_time", 2},
                                   {"end_time", 3}});
        }
        return watched_document(trace, {{"subsegments", subsegments}});
    };
    put_watched(api, {calls(1, 1), calls(2, 3), watched_document(3)});
    const auto found = [&](const char* bound, int number) {
        return ids_of(
            json::parse(wait(api, {{"Calls", {{{"From", "shop"}, {"To", "stock"}, {bound, number}}}}}).body));
    };
    REQUIRE(found("Exactly", 3) == std::vector<std::string>{watched_id(2)});
    REQUIRE(found("AtLeast", 1) == std::vector<std::string>{watched_id(2), watched_id(1)});
    REQUIRE(found("AtMost", 1) == std::vector<std::string>{watched_id(3), watched_id(1)});

    Asked asked(wait(api, {{"Calls", {{{"From", "shop"}, {"To", "stock"}, {"AtLeast", 4}}}}}));
    asked.pass(api, 5s);
    const json clause = asked.body()["Closest"][0]["Clauses"][0];
    REQUIRE(clause ==
            json{{"Actual", "there were 0"}, {"Clause", "\"shop\" -> \"stock\" >= 4"}, {"Held", false}});
    // The client's call of the service is none of the service's own.
    REQUIRE(
        wait(api, {{"Calls", {{{"From", "shop"}, {"To", "shop"}, {"Exactly", 0}}}}, {"Count", 3}}).status ==
        200);
}

TEST_CASE("wait: the end of the process and of the client end it", "[wait]") {
    TimedApi api;
    Asked asked(wait(api, json::object()));
    asked.late().shut_down();
    REQUIRE(asked.given()->status == 503);

    Asked gone(wait(api, json::object()));
    gone.late().cancel();
    put_watched(api, {watched_document(1)});
    api.time += 5s;
    gone.late().expire();
    REQUIRE(gone.times() == 0);

    REQUIRE(api.store->reset());
    const api::HttpResponse late = wait(api, json::object());
    late.later->shut_down();
    REQUIRE(Asked(late).given()->status == 503);
}

TEST_CASE("wait: what changes between the call and the asking is not missed", "[wait]") {
    Api api;
    const api::HttpResponse response = wait(api, json::object());
    put_watched(api, {watched_document(1)});
    REQUIRE(Asked(response).given()->status == 200);
}

TEST_CASE("wait: the writer rings once until somebody looks", "[wait]") {
    Api api;
    std::mutex mutex;
    std::condition_variable changed;
    int rings = 0;
    api.context.watch.set_wake_up([&] {
        const std::lock_guard lock(mutex);
        ++rings;
        changed.notify_one();
    });
    put_watched(api, {watched_document(1)});
    REQUIRE(rings == 0);  // nobody watches
    Asked asked(wait(api, {{"Count", 3}}));
    for (int trace = 2; trace < 4; ++trace) {
        (void)api.call("/TraceSegments", {{"TraceSegmentDocuments", {watched_document(trace)}}});
        api.store->settle();
    }
    {
        std::unique_lock lock(mutex);
        changed.wait(lock, [&] { return rings > 0; });
        REQUIRE(rings == 1);
    }
    api.context.watch.look();
    REQUIRE(asked.times() == 1);
    api.context.watch.set_wake_up({});
}

TEST_CASE("wait: misuse is told", "[wait]") {
    Api api;
    const json filter{{"FilterExpression", "service("}};
    const json question{{"StartTime", 0}, {"EndTime", 1}, {"FilterExpression", "service("}};
    REQUIRE(failure_of(wait(api, filter)) == failure_of(api.post("/TraceSummaries", question)));
    for (const char* body : {R"({"Count":0})",
                             R"({"Count":1.5})",
                             R"({"Count":"1"})",
                             R"({"Count":10001})",
                             R"({"TimeoutSeconds":-1})",
                             R"({"TimeoutSeconds":3601})",
                             R"({"TimeoutSeconds":"5"})",
                             R"({"Partial":1})",
                             R"({"FilterExpression":1})",
                             R"({"filterExpression":"fault"})",
                             R"({"TraceIds":[]})",
                             R"({"TraceIds":["1-2"]})",
                             R"({"TraceIds":[1]})",
                             R"({"TraceIds":["1-58406520-000000000000000000000001"],"Count":2})",
                             R"({"Exactly":-1})",
                             R"({"Exactly":1,"Count":1})",
                             R"({"Exactly":1,"AtMost":1})",
                             R"({"Count":2,"AtMost":1})",
                             R"({"QuietSeconds":-1})",
                             R"({"Calls":{}})",
                             R"({"Calls":[{"From":"a","To":"b"}]})",
                             R"({"Calls":[{"From":"a","AtLeast":1}]})",
                             R"({"Calls":[{"From":"a","To":"b","Count":1}]})",
                             "[]",
                             "{"}) {
        CAPTURE(body);
        const api::HttpResponse response = api.send("POST", "/_emulator/wait", body);
        REQUIRE(response.status == 400);
        REQUIRE(json::parse(response.body).contains("Message"));
    }
    REQUIRE(api.send("POST", "/_emulator/wait", R"({"Count":null,"TimeoutSeconds":null})").later != nullptr);
}
