// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "tests/api/support/api_fixture.hpp"

using namespace xray;
using namespace xray::tests;
using nlohmann::json;

namespace {

using Headers = std::vector<std::pair<std::string, std::string>>;

constexpr const char* kFirefox = "Mozilla/5.0 (X11; Linux x86_64; rv:115.0) Gecko/20100101 Firefox/115.0";

Headers with(Headers headers, const Headers& more) {
    headers.insert(headers.end(), more.begin(), more.end());
    return headers;
}

const Headers kHere{{"Host", "localhost:2000"}};

unsigned status_of(Api& api, std::string_view method, std::string_view target, const Headers& headers) {
    const api::HttpResponse response = api.send(method, target, method == "POST" ? "{}" : "", headers);
    if (response.status == 403) REQUIRE(json::parse(response.body)["Message"].is_string());
    return response.status;
}

const std::string kGroup = R"({"GroupName":"kept"})";

}  // namespace

TEST_CASE("web guard: what foreign pages send is refused everywhere and changes nothing", "[web]") {
    Api api;
    (void)api.call("/CreateGroup", {{"GroupName", "kept"}, {"FilterExpression", "fault"}});
    const Headers marks = GENERATE(values<Headers>({
        {{"Origin", "https://evil.example"}},
        {{"Origin", "null"}},
        {{"Origin", ""}},
        {{"Origin", "http://localhost:3000"}},
        {{"Origin", "http://localhost"}},
        {{"Origin", "https://localhost:2000"}},
        {{"Origin", "http://127.0.0.1:2000"}},
        {{"Origin", "http://localhost:2000.evil.example"}},
        {{"Origin", "http://localhost:2000@evil.example"}},
        {{"Origin", "http://evil.example/http://localhost:2000"}},
        {{"Origin", "file://"}},
        {{"Origin", "chrome-extension://abcdefgh"}},
        {{"origin", "https://evil.example"}},
        {{"Origin", "http://localhost:2000"}, {"Origin", "https://evil.example"}},
        {{"Origin", "http://localhost:2000"}, {"Sec-Fetch-Site", "cross-site"}},
        {{"Origin", "https://evil.example"}, {"Sec-Fetch-Site", "same-origin"}},
        {{"Referer", "https://evil.example/a?b"}},
        {{"Referer", "http://localhost:3000/"}},
        {{"Referer", "nonsense"}},
        {{"Sec-Fetch-Site", "cross-site"}},
        {{"Sec-Fetch-Site", "same-site"}},
        {{"Sec-Fetch-Site", "Cross-Site"}},
        {{"Sec-Fetch-Site", ""}},
        {{"Sec-Fetch-Site", "none"}, {"sec-fetch-site", "cross-site"}},
        {{"User-Agent", kFirefox}, {"Sec-Fetch-Site", "cross-site"}, {"Sec-Fetch-Mode", "no-cors"}},
        {{"Sec-Fetch-Site", "cross-site"},
         {"Sec-Fetch-Mode", "navigate"},
         {"Sec-Fetch-Dest", "document"},
         {"Origin", "https://evil.example"}},
        {{"Sec-Fetch-Site", "cross-site"}, {"Sec-Fetch-Mode", "navigate"}, {"Sec-Fetch-Dest", "iframe"}},
        {{"Host", "evil.example:2000"}, {"User-Agent", kFirefox}},
    }));
    CAPTURE(marks);
    const Headers headers = with(kHere, marks);
    const std::pair<const char*, const char*> requests[] = {{"POST", "/_emulator/reset"},
                                                            {"POST", "/_emulator/clock"},
                                                            {"POST", "/_emulator/wait"},
                                                            {"POST", "/DeleteGroup"},
                                                            {"POST", "/CreateSamplingRule"},
                                                            {"POST", "/TraceSegments"},
                                                            {"POST", "//TraceSegments"},
                                                            {"POST", "/v1/traces"},
                                                            {"POST", "/"},
                                                            {"POST", "/nothing"},
                                                            {"GET", "/_emulator/health"},
                                                            {"GET", "/_emulator/stats"},
                                                            {"GET", "/metrics"},
                                                            {"GET", "/"},
                                                            {"HEAD", "/_emulator/stats"},
                                                            {"OPTIONS", "/v1/traces"},
                                                            {"OPTIONS", "/TraceSegments"},
                                                            {"DELETE", "/"},
                                                            {"PATCH", "/_emulator/x"},
                                                            {"TRACE", "/"},
                                                            {"PROPFIND", "/_emulator/reset"}};
    for (const auto& [method, target] : requests) {
        CAPTURE(method, target);
        const api::HttpResponse response = api.send(method, target, R"({"all":true})", headers);
        REQUIRE(response.status == 403);
        REQUIRE_FALSE(header_of(response, "Access-Control-Allow-Origin"));
        REQUIRE(header_of(response, "X-Content-Type-Options") == "nosniff");
    }
    REQUIRE(api.counters.requests_refused_as_foreign == std::size(requests));
    REQUIRE(api.counters.http_errors == std::size(requests));
    REQUIRE(api.call("/GetGroup", json::parse(kGroup))["Group"]["GroupName"] == "kept");
    REQUIRE(json::parse(api.send("GET", "/_emulator/clock").body)["mode"] == "system");
}

TEST_CASE("web guard: the emulator's own pages, typed addresses and bookmarks are served", "[web]") {
    Api api;
    const Headers headers = GENERATE(values<Headers>({
        {{"Host", "localhost:2000"}, {"Origin", "http://localhost:2000"}, {"Sec-Fetch-Site", "same-origin"}},
        {{"Host", "LOCALHOST:2000"}, {"Origin", "http://localhost:2000"}},
        {{"Host", "localhost"}, {"Origin", "http://localhost"}},
        {{"Host", "localhost"}, {"Origin", "http://localhost:80"}},
        {{"Host", "127.0.0.1:2000"}, {"Origin", "http://127.0.0.1:2000"}},
        {{"Host", "[::1]:2000"}, {"Origin", "http://[::1]:2000"}},
        {{"Host", "10.1.2.3"}, {"Origin", "http://10.1.2.3"}},
        {{"Host", "xray.localhost:2000"}, {"Origin", "http://xray.localhost:2000"}},
        {{"Host", "localhost:2000"}, {"Referer", "http://localhost:2000/traces?filter=a"}},
        {{"Host", "localhost:2000"}, {"Referer", ""}, {"User-Agent", kFirefox}},
        {{"Host", "localhost:2000"}, {"Sec-Fetch-Site", "none"}, {"Sec-Fetch-Mode", "navigate"}},
        {{"Host", "localhost:2000"}, {"User-Agent", kFirefox}},
        // A proxy that ends TLS, by the browser's own word.
        {{"Host", "localhost"}, {"Origin", "https://localhost"}, {"Sec-Fetch-Site", "same-origin"}},
    }));
    CAPTURE(headers);
    REQUIRE(status_of(api, "GET", "/", headers) == 200);
    REQUIRE(status_of(api, "GET", "/_emulator/health", headers) == 200);
    REQUIRE(status_of(api, "POST", "/_emulator/reset", headers) == 200);
    REQUIRE(status_of(api, "POST", "/GetSamplingRules", headers) == 200);
    REQUIRE(api.counters.requests_refused_as_foreign == 0);
}

TEST_CASE("web guard: the scheme counts: a page without TLS is foreign to one with it", "[web]") {
    Api api;
    api::HttpRequest request{
        "POST", "/GetSamplingRules", {{"Host", "localhost"}, {"Origin", "https://localhost"}}, "{}", true};
    REQUIRE(api::dispatch(api.context, request).status == 200);
    request.headers.back().second = "https://localhost:443";
    REQUIRE(api::dispatch(api.context, request).status == 200);
    request.headers.back().second = "http://localhost";
    REQUIRE(api::dispatch(api.context, request).status == 403);
    request.headers.back().second = "http://localhost:443";
    REQUIRE(api::dispatch(api.context, request).status == 403);
}

TEST_CASE("web guard: a browser's host must be one that no stranger can name", "[web]") {
    Api api;
    api.context.web.hosts = {"xray", "box.example"};
    const char* const allowed =
        GENERATE("localhost", "localhost.", "a.b.localhost:1", "127.0.0.1:2000", "192.168.1.7", "[::1]",
                 "[fe80::1]:2000", "xray", "XRAY:2000", "box.example", "box.example.:2000");
    CAPTURE(allowed);
    REQUIRE(status_of(api, "GET", "/", {{"Host", allowed}, {"User-Agent", kFirefox}}) == 200);
    const char* const refused =
        GENERATE("evil.example", "evil.example:2000", "localhost.evil.example", "notlocalhost",
                 ".localhost.x", "a.xray", "1.2.3", "1.2.3.4.5", "127.0.0.1.evil.example", "[::1",
                 "[evil.example]", "::1", "localhost:", "localhost:x", "localhost:2000:1", "localhost:123456",
                 "a b", "localhost/", "", ".", "evil.example#.localhost");
    CAPTURE(refused);
    for (const Headers& marks :
         {Headers{{"User-Agent", kFirefox}}, Headers{{"Sec-Fetch-Site", "same-origin"}},
          Headers{{"Referer", "http://" + std::string(refused) + "/"}},
          Headers{{"Origin", "http://" + std::string(refused)}},
          Headers{
              {"Sec-Fetch-Site", "none"}, {"Sec-Fetch-Mode", "navigate"}, {"Sec-Fetch-Dest", "document"}}}) {
        REQUIRE(status_of(api, "GET", "/", with({{"Host", refused}}, marks)) == 403);
        REQUIRE(status_of(api, "GET", "/", with({{"Host", "localhost"}, {"Host", refused}}, marks)) == 403);
        REQUIRE(status_of(api, "POST", "/_emulator/reset", with({{"Host", refused}}, marks)) == 403);
    }
    REQUIRE(status_of(api, "GET", "/", {{"User-Agent", kFirefox}}) == 403);
}

TEST_CASE("web guard: requests without a browser's marks are served whatever their host", "[web]") {
    Api api;
    const Headers headers = GENERATE(values<Headers>({
        {},
        {{"Host", "evil.example"}},
        {{"Host", "xray-service.default:2000"}, {"User-Agent", "Boto3/1.44.5 md/Botocore#1.44.5"}},
        {{"Host", "emulator:2000"}, {"User-Agent", "curl/8.0"}, {"Accept", "*/*"}},
        {{"Host", "not a host"}, {"User-Agent", "kube-probe/1.30"}},
        {{"Host", "emulator:2000"}, {"User-Agent", "Grafana/11 (not Mozilla/5.0)"}},
        // Node's fetch.
        {{"Host", "emulator:2000"}, {"sec-fetch-mode", "cors"}, {"user-agent", "node"}},
        {{"Host", "emulator:2000"}, {"sec-fetch-mode", "cors"}, {"user-agent", "undici"}},
    }));
    CAPTURE(headers);
    REQUIRE(status_of(api, "POST", "/GetSamplingRules", headers) == 200);
    REQUIRE(status_of(api, "GET", "/_emulator/stats", headers) == 200);
    REQUIRE(status_of(api, "POST", "/_emulator/reset", headers) == 200);
}

TEST_CASE("web guard: Sec-Fetch-Mode with anything else of a browser's is no Node", "[web]") {
    Api api;
    const Headers node{{"Host", "evil.example"}, {"Sec-Fetch-Mode", "cors"}, {"User-Agent", "node"}};
    for (const Headers& more :
         {Headers{{"Sec-Fetch-Site", "same-origin"}}, Headers{{"Sec-Fetch-Dest", "empty"}},
          Headers{{"Origin", "http://evil.example"}}, Headers{{"Referer", ""}}}) {
        REQUIRE(status_of(api, "POST", "/_emulator/reset", with(node, more)) == 403);
    }
    REQUIRE(status_of(api, "POST", "/_emulator/reset",
                      {{"Host", "evil.example"}, {"Sec-Fetch-Mode", "cors"}}) == 403);
    REQUIRE(status_of(api, "POST", "/_emulator/reset",
                      {{"Host", "evil.example"}, {"Sec-Fetch-User", "?1"}}) == 403);
}

TEST_CASE("web guard: a link on a foreign page opens a page, and nothing but a page", "[web]") {
    Api api;
    const Headers followed = with(kHere, {{"Sec-Fetch-Site", "cross-site"},
                                          {"Sec-Fetch-Mode", "navigate"},
                                          {"Sec-Fetch-Dest", "document"},
                                          {"Referer", "https://chat.example/"},
                                          {"User-Agent", kFirefox}});
    REQUIRE(status_of(api, "GET", "/", followed) == 200);
    REQUIRE(status_of(api, "HEAD", "/", followed) == 200);
    REQUIRE(status_of(api, "GET", "/traces/1-58406520-a006649127e371903a2de979", followed) == 200);
    for (const char* const target : {"/_emulator/health", "//_emulator/health", "/metrics", "/v1/traces",
                                     "/TraceSegments", "/_emulator/export?all=1"}) {
        CAPTURE(target);
        REQUIRE(status_of(api, "GET", target, followed) == 403);
    }
    REQUIRE(status_of(api, "POST", "/", followed) == 403);
    REQUIRE(status_of(api, "GET", "/",
                      with({{"Host", "evil.example"}}, {followed.begin() + 1, followed.end()})) == 403);
}

TEST_CASE("web guard: --cors-origin opens /v1/traces to pages, and nothing else", "[web]") {
    Api api;
    api.context.web.cors_origins = {"https://shop.example", "http://localhost:3000"};
    const Headers page = with(kHere, {{"Origin", "https://shop.example"},
                                      {"Sec-Fetch-Site", "cross-site"},
                                      {"Referer", "https://shop.example/cart"},
                                      {"Content-Type", "application/json"}});
    const api::HttpResponse sent = api.send("POST", "/v1/traces", "{}", page);
    REQUIRE(sent.status == 200);
    REQUIRE(header_of(sent, "Access-Control-Allow-Origin") == "https://shop.example");
    REQUIRE(header_of(sent, "Vary") == "Origin");
    const api::HttpResponse damaged = api.send("POST", "/v1/traces", "{", page);
    REQUIRE(damaged.status == 400);
    REQUIRE(header_of(damaged, "Access-Control-Allow-Origin") == "https://shop.example");

    const Headers preflight = with(kHere, {{"Origin", "http://localhost:3000"},
                                           {"Access-Control-Request-Method", "POST"},
                                           {"Access-Control-Request-Headers", "content-type,x-team"}});
    const api::HttpResponse asked = api.send("OPTIONS", "/v1/traces", "", preflight);
    REQUIRE(asked.status == 204);
    REQUIRE(asked.body.empty());
    REQUIRE(header_of(asked, "Access-Control-Allow-Origin") == "http://localhost:3000");
    REQUIRE(header_of(asked, "Access-Control-Allow-Methods") == "POST");
    REQUIRE(header_of(asked, "Access-Control-Allow-Headers") == "content-type,x-team");
    REQUIRE(header_of(asked, "Vary") == "Origin");
    REQUIRE_FALSE(header_of(asked, "Access-Control-Allow-Private-Network"));
    const api::HttpResponse private_network = api.send(
        "OPTIONS", "/v1/traces", "", with(preflight, {{"Access-Control-Request-Private-Network", "true"}}));
    REQUIRE(header_of(private_network, "Access-Control-Allow-Private-Network") == "true");

    for (const char* const target :
         {"/TraceSegments", "/_emulator/reset", "/v1/tracesx", "/", "/v1/traces/"}) {
        CAPTURE(target);
        REQUIRE(status_of(api, "POST", target, page) == 403);
        REQUIRE(status_of(api, "OPTIONS", target, preflight) == 403);
    }
    for (const char* const origin :
         {"https://evil.example", "http://shop.example", "https://shop.example:444",
          "https://shop.example.evil.example", "null", ""}) {
        CAPTURE(origin);
        REQUIRE(status_of(api, "POST", "/v1/traces", with(kHere, {{"Origin", origin}})) == 403);
    }
}

TEST_CASE("web guard: --cors-origin * opens /v1/traces to all pages", "[web]") {
    Api api;
    api.context.web.cors_origins = {"*"};
    for (const char* const origin : {"https://any.example", "null"}) {
        const Headers page = with(kHere, {{"Origin", origin}, {"Content-Type", "application/json"}});
        const api::HttpResponse sent = api.send("POST", "/v1/traces", "{}", page);
        REQUIRE(sent.status == 200);
        REQUIRE(header_of(sent, "Access-Control-Allow-Origin") == origin);
        REQUIRE(status_of(api, "POST", "/_emulator/reset", page) == 403);
    }
    REQUIRE(status_of(api, "POST", "/v1/traces", with(kHere, {{"Referer", "https://any.example/"}})) == 403);
}

TEST_CASE("web guard: a refusal is told once, with the way to allow it; the number of tales is bounded",
          "[web]") {
    Api api;
    std::vector<std::string> told;
    api.context.warn = [&](std::string_view line) { told.emplace_back(line); };
    for (int i = 0; i < 3; ++i) {
        (void)api.send("POST", "/_emulator/reset", "{}", with(kHere, {{"Origin", "https://evil.example"}}));
        (void)api.send("GET", "/metrics", "", {{"Host", "grafana.example"}, {"User-Agent", kFirefox}});
    }
    REQUIRE(told.size() == 2);
    REQUIRE_THAT(told[0], Catch::Contains("POST /_emulator/reset") &&
                              Catch::Contains("'https://evil.example'") && Catch::Contains("--cors-origin"));
    REQUIRE_THAT(told[1], Catch::Contains("'grafana.example'") && Catch::Contains("--allow-host"));
    for (int i = 0; i < 1000; ++i) {
        const std::string origin = "https://" + std::to_string(i) + std::string(100'000, 'x');
        (void)api.send("GET", "/", "", with(kHere, {{"Origin", origin}}));
    }
    REQUIRE(told.size() == 100);
    REQUIRE(told.back().size() < 1000);
    REQUIRE(api.counters.requests_refused_as_foreign == 1006);
    const json stats = json::parse(api.send("GET", "/_emulator/stats").body);
    REQUIRE(stats["requests_refused_as_foreign"] == 1006);
    REQUIRE_THAT(api.send("GET", "/metrics").body,
                 Catch::Contains("xray_emulator_requests_refused_as_foreign_total 1006\n"));
}
