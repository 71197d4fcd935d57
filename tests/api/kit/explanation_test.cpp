// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "tests/api/support/api_fixture.hpp"
#include "tests/api/support/watched_traces.hpp"

using namespace xray;
using namespace xray::tests;
using nlohmann::json;

namespace {

// What the wait says of itself when there is no time to wait.
std::string explained(Api& api, json question) {
    question["TimeoutSeconds"] = 0;
    api::HttpResponse response = api.send("POST", "/_emulator/wait", question.dump(), {{"Host", "x:2000"}});
    if (response.later != nullptr) {
        const auto late = response.later;
        late->start([&](api::HttpResponse given) { response = std::move(given); });
        late->expire();
    }
    REQUIRE((response.status == 408 || response.status == 409));
    return json::parse(response.body)["Explanation"];
}

std::string filtered(Api& api, std::string_view filter) {
    return explained(api, {{"FilterExpression", filter}});
}

// A request to `shop` that `payments` answered slowly.
void put_checkout(Api& api, const json& members = json::object()) {
    json document{{"http",
                   {{"request", {{"method", "POST"}, {"url", "http://shop:8080/checkout?id=1"}}},
                    {"response", {{"status", 500}}}}},
                  {"annotations", {{"customer", "alice"}}},
                  {"fault", true},
                  {"end_time", 2.412},
                  {"subsegments",
                   {{{"id", "53995c3f42cd8ad8"},
                     {"name", "payments"},
                     {"namespace", "remote"},
                     {"start_time", 2},
                     {"end_time", 2.4}}}}};
    document.update(members);
    put_watched(api, {watched_document(1, document)});
}

const std::string kClosest =
    "closest: http://x:2000/traces/1-58406520-000000000000000000000001\n"
    "  POST /checkout 500 fault 0.412 s: shop -> payments\n";

std::string one_of_one(std::string_view filter) {
    return "expected at least 1 trace that matches: " + std::string(filter) + "\n0 of 1 trace matches\n";
}

}  // namespace

TEST_CASE("explanation: the clauses that failed, with the actual values", "[explanation]") {
    Api api;
    put_checkout(api);
    const std::vector<std::pair<std::string, std::string>> cases = {
        {"responsetime < 0.2", "  responsetime < 0.2: it was 0.412\n"},
        {"fault AND http.status = 200", "  http.status = 200: it was 500\n"},
        {"!fault", "  !fault: it was true\n"},
        {"ok", "  ok: it was false\n"},
        {R"(annotation.customer = "bob")", "  annotation.customer = \"bob\": it was \"alice\"\n"},
        {R"(http.url CONTAINS "/cart")",
         "  http.url CONTAINS \"/cart\": it was \"http://shop:8080/checkout?id=1\"\n"},
        {R"(user = "bob")", "  user = \"bob\": there is none\n"},
        {R"(service("warehouse"))", "  service(\"warehouse\"): the services are \"shop\" and \"payments\"\n"},
        {R"(service("payments") { responsetime > 3 })",
         "  service(\"payments\") { responsetime > 3 }: it was 0.4\n"},
        {R"(edge("payments", "shop"))",
         "  edge(\"payments\", \"shop\"): the call is \"shop\" -> \"payments\"\n"},
        {R"(edge("shop", "payments") { fault })", "  edge(\"shop\", \"payments\") { fault }: it was false\n"},
        {"error OR throttle", "  error OR throttle: error: it was false; throttle: it was false\n"},
        {"rootcause.error.service { name = \"x\" }",
         "  rootcause.error.service { name = \"x\" }: there is no such root cause\n"},
        {"responsetime > 1 AND ok", "  responsetime > 1: it was 0.412\n  ok: it was false\n"},
    };
    for (const auto& [filter, lines] : cases)
        CHECK(filtered(api, filter) == one_of_one(filter) + kClosest + lines);
}

TEST_CASE("explanation: what somebody may have meant", "[explanation]") {
    Api api;
    put_checkout(api);
    CHECK(filtered(api, R"(service("paymets"))")
              .ends_with("\ndid you mean \"payments\"? there is no \"paymets\"\n"));
    CHECK(filtered(api, R"(annotation.custmer = "alice")") ==
          one_of_one(R"(annotation.custmer = "alice")") + kClosest +
              "  annotation.custmer = \"alice\": there is none\n"
              "did you mean \"customer\"? there is no \"custmer\"\n");
    CHECK(explained(api, {{"Calls", {{{"From", "shpo"}, {"To", "payments"}, {"AtLeast", 1}}}}}) ==
          one_of_one("\"shpo\" -> \"payments\" >= 1") + kClosest +
              "  \"shpo\" -> \"payments\" >= 1: there were 0\n"
              "did you mean \"shop\"? there is no \"shpo\"\n");
    CHECK(filtered(api, R"(edge("shop", "payment"))")
              .ends_with("did you mean \"payments\"? there is no \"payment\"\n"));
}

TEST_CASE("explanation: a trace that matches and is not settled comes first, with what it waits for",
          "[explanation]") {
    Api api;
    put_watched(api, {watched_document(2, {{"name", "shop"}})});
    put_checkout(api, {{"in_progress", true}});
    CHECK(filtered(api, "service(\"payments\")") ==
          "expected at least 1 trace that matches: service(\"payments\")\n"
          "0 of 2 traces match\n"
          "matches, but is not settled: http://x:2000/traces/1-58406520-000000000000000000000001\n"
          "  POST /checkout 500 in progress: shop -> payments\n"
          "  waits: segment \"shop\" (70de5b6f19ff9a0a) is in progress\n");
}

TEST_CASE("explanation: too many, or none that there should be", "[explanation]") {
    Api api;
    put_checkout(api);
    CHECK(explained(api, {{"FilterExpression", "fault"}, {"Exactly", 0}}) ==
          "expected exactly 0 traces that match: fault\n"
          "1 of 1 trace matches\n"
          "matches: http://x:2000/traces/1-58406520-000000000000000000000001\n"
          "  POST /checkout 500 fault 0.412 s: shop -> payments\n");
    CHECK(explained(api, {{"Count", 2}}) == "expected at least 2 traces\n1 of 1 trace matches\n");
    CHECK(explained(api, {{"TraceIds", {watched_id(1), watched_id(7)}}}) ==
          "expected at least 2 traces of the 2 with the ids asked for\n"
          "1 of 1 trace matches\n"
          "nothing has come of trace 1-58406520-000000000000000000000007\n");
}

TEST_CASE("explanation: why nothing may be there", "[explanation]") {
    Api api;
    api.context.udp_address = "127.0.0.1:41043";
    CHECK(filtered(api, "fault") ==
          "expected at least 1 trace that matches: fault\n"
          "0 of 0 traces match\n"
          "nothing arrived on UDP 127.0.0.1:41043\n");
    (void)api.call("/TraceSegments", {{"TraceSegmentDocuments", {"{}", "nonsense", "nonsense"}}});
    const std::string refused = filtered(api, "fault");
    CHECK(refused.find("\n3 documents were refused: ") != std::string::npos);
    CHECK(refused.ends_with(" (see http://x:2000/rejected)\n"));
    put_watched(api, {watched_document(1)});
    (void)api.call("/_emulator/reset");
    CHECK(filtered(api, "fault").ends_with("nothing arrived on UDP 127.0.0.1:41043 since the last reset\n"));
}

TEST_CASE("explanation: at most 15 lines of at most 120 characters, whatever was sent", "[explanation]") {
    Api api;
    const std::string wide = [] {
        std::string text;
        for (int i = 0; i < 190; ++i) text += "\u00e4";
        return text;
    }();
    put_checkout(api, {{"annotations", {{"line", "one\ntwo\u001b[0m"}, {"wide", wide}}}});
    (void)api.call("/TraceSegments", {{"TraceSegmentDocuments", {"{}", "nonsense"}}});
    std::string filter = "service(\"" + wide + "\")";
    for (int i = 0; i < 20; ++i) filter += " AND annotation.line = \"" + std::to_string(i) + "\"";
    const std::string text = filtered(api, filter);
    CHECK(std::count(text.begin(), text.end(), '\n') <= 15);
    CHECK(text.find('\x1b') == std::string::npos);
    std::size_t characters = 0;
    for (const char byte : text) {
        if (byte == '\n') characters = 0;
        if ((static_cast<unsigned char>(byte) & 0xc0U) != 0x80U) ++characters;
        REQUIRE(characters <= 121);
    }
    CHECK(text.ends_with('\n'));
}
