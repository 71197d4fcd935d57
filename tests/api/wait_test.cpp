// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <condition_variable>
#include <mutex>
#include <optional>

#include "api/emulator_api/trace_wait_closest.hpp"
#include "tests/api/watched_traces.hpp"

using namespace xray;
using namespace xray::tests;
using nlohmann::json;

namespace {

api::HttpResponse wait(Api& api, const json& question) {
    return api.post("/_emulator/wait", question);
}

// Plays the server: asks for the late answer and keeps what is given.
class Asked {
public:
    explicit Asked(api::HttpResponse response) : late_(std::move(response.later)) {
        REQUIRE(late_ != nullptr);
        late_->start([this](api::HttpResponse given) {
            ++times_;
            given_ = std::move(given);
        });
    }
    api::Deferred<api::HttpResponse>& late() { return *late_; }
    [[nodiscard]] const std::optional<api::HttpResponse>& given() const { return given_; }
    [[nodiscard]] int times() const { return times_; }
    [[nodiscard]] json body() const { return json::parse(given_.value().body); }

private:
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
    Api api;
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
    asked.late().expire();
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
    Api api;
    put_watched(api, {watched_document(1, {{"fault", true}})});
    put_watched(api, {watched_document(2, {{"name", "other"}})});
    put_watched(api, {watched_document(3)});
    put_watched(api, {watched_document(4, {{"fault", true}, {"in_progress", true}})});
    Asked asked(wait(api, {{"FilterExpression", "service(\"shop\") AND fault"}, {"Count", 2}}));
    asked.late().expire();
    REQUIRE(asked.given()->status == 408);
    const json answer = asked.body();
    REQUIRE(answer["message"] == "Timed out: 1 of 4 traces match, but Count is 2");
    REQUIRE(answer["Count"] == 2);
    REQUIRE(answer["Matched"] == 1);
    REQUIRE(answer["Traces"] == 4);
    REQUIRE(ids_of(answer) == std::vector<std::string>{watched_id(1)});
    REQUIRE(answer["Closest"].size() == 3);
    REQUIRE(answer["Closest"][0]["TraceSummary"]["Id"] == watched_id(4));
    REQUIRE(answer["Closest"][0]["FailedClause"] == api::kWholeClause);
    REQUIRE(answer["Closest"][1]["TraceSummary"]["Id"] == watched_id(3));
    REQUIRE(answer["Closest"][1]["FailedClause"] == "fault");
    REQUIRE(answer["Closest"][1]["Clauses"] == json::parse(R"x([{"Clause":"service(\"shop\")","Held":true
},
        {"Clause":"fault","Held":false},{"Clause":"(the trace is complete)","Held":true}])x"));
    REQUIRE(answer["Closest"][2]["TraceSummary"]["Id"] == watched_id(2));
    REQUIRE(answer["Closest"][2]["FailedClause"] == "service(\"shop\")");
    REQUIRE(api.counters.http_errors == 1);
}

TEST_CASE("wait: an empty store has nothing that came close", "[wait]") {
    Api api;
    Asked asked(wait(api, {{"TimeoutSeconds", 0}}));
    REQUIRE(asked.late().timeout() == std::chrono::milliseconds(0));
    asked.late().expire();
    REQUIRE(asked.given()->status == 408);
    REQUIRE(asked.body()["Closest"].empty());
    REQUIRE(asked.body()["message"] == "Timed out: 0 of 0 traces match, but Count is 1");
}

TEST_CASE("wait: the deadline looks at everything once more", "[wait]") {
    Api api;
    Asked asked(wait(api, json::object()));
    (void)api.call("/TraceSegments", {{"TraceSegmentDocuments", {watched_document(1)}}});
    asked.late().expire();
    REQUIRE(asked.given()->status == 200);
}

TEST_CASE("wait: the end of the process and of the client end it", "[wait]") {
    Api api;
    Asked asked(wait(api, json::object()));
    asked.late().shut_down();
    REQUIRE(asked.given()->status == 503);

    Asked gone(wait(api, json::object()));
    gone.late().cancel();
    put_watched(api, {watched_document(1)});
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
    for (const char* body :
         {R"({"Count":0})", R"({"Count":1.5})", R"({"Count":"1"})", R"({"Count":10001})",
          R"({"TimeoutSeconds":-1})", R"({"TimeoutSeconds":3601})", R"({"TimeoutSeconds":"5"})",
          R"({"Partial":1})", R"({"FilterExpression":1})", R"({"filterExpression":"fault"})", "[]", "{"}) {
        CAPTURE(body);
        const api::HttpResponse response = api.send("POST", "/_emulator/wait", body);
        REQUIRE(response.status == 400);
        REQUIRE(json::parse(response.body).contains("message"));
    }
    REQUIRE(api.send("POST", "/_emulator/wait", R"({"Count":null,"TimeoutSeconds":null})").later != nullptr);
}
