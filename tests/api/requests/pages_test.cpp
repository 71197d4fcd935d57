// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <catch2/catch.hpp>
#include <regex>

#include "api/assets.hpp"
#include "api/request/content_encoding.hpp"
#include "tests/api/support/api_fixture.hpp"

using namespace xray;
using namespace xray::tests;

namespace {

using Headers = std::vector<std::pair<std::string, std::string>>;

const Headers kTakesGzip{{"Accept-Encoding", "gzip, deflate, br"}};

const api::Asset& find_asset(std::string_view path) {
    const std::span<const api::Asset> assets = api::embedded_assets();
    const auto found = std::find_if(assets.begin(), assets.end(),
                                    [&](const api::Asset& asset) { return asset.path == path; });
    REQUIRE(found != assets.end());
    return *found;
}

}  // namespace

TEST_CASE("pages: a file of the assets is served as it lies in the binary", "[pages]") {
    Api api;
    const api::HttpResponse packed = api.send("GET", "/assets/start.css", "", kTakesGzip);
    REQUIRE(packed.status == 200);
    REQUIRE(packed.content_type == "text/css; charset=utf-8");
    REQUIRE(header_of(packed, "Content-Encoding") == "gzip");
    REQUIRE(header_of(packed, "Vary") == "Accept-Encoding");
    REQUIRE(packed.body.empty());
    REQUIRE(packed.lasting_body.data() == find_asset("start.css").begin);
    REQUIRE(api::decode_body("gzip", std::string(packed.lasting_body)) ==
            api.send("GET", "/assets/start.css").body);
}

TEST_CASE("pages: what the page loads is there", "[pages]") {
    Api api;
    const std::string page = api.send("GET", "/").body;
    const std::regex reference("\"(/assets/[^\"]+)\"");
    const std::vector<std::smatch> found(std::sregex_iterator(page.begin(), page.end(), reference), {});
    REQUIRE(!found.empty());
    for (const std::smatch& one : found) {
        CAPTURE(one[1].str());
        REQUIRE(api.send("GET", one[1].str()).status == 200);
    }
}

TEST_CASE("pages: a link to any page of the console opens it, and no other path does", "[pages]") {
    Api api;
    const std::string start = api.send("GET", "/").body;
    for (const char* const target :
         {"/map", "/traces?filter=fault&from=0", "/traces/1-58406520-a006649127e371903a2de979", "/analytics",
          "/runs", "/sampling-rules", "/groups", "/insights", "/rejected", "/xray/home?region=us-east-1",
          "/cloudwatch/home"}) {
        CAPTURE(target);
        const api::HttpResponse page = api.send("GET", target);
        REQUIRE(page.status == 200);
        REQUIRE(page.content_type == "text/html; charset=utf-8");
        REQUIRE(page.body == start);
    }
    for (const char* const target : {"/maps", "/map/", "/traces/", "/tracesx", "/rejected/1"}) {
        CAPTURE(target);
        REQUIRE(api.send("GET", target).status == 404);
    }
    REQUIRE(header_of(api.send("PUT", "/map"), "Allow") == "GET");
}

TEST_CASE("pages: clients that do not take gzip get the file as it was", "[pages]") {
    Api api;
    for (const char* const accepted : {"", "identity", "gzip;q=0", "br, gzip; q=0.0"}) {
        CAPTURE(accepted);
        const api::HttpResponse plain =
            api.send("GET", "/assets/start.css", "", {{"Accept-Encoding", accepted}});
        REQUIRE_FALSE(header_of(plain, "Content-Encoding"));
        REQUIRE(plain.body.find("body {") != std::string::npos);
    }
    for (const char* const accepted : {"gzip", "GZIP;q=0.5", "br;q=0, gzip"}) {
        CAPTURE(accepted);
        const api::HttpResponse packed =
            api.send("GET", "/assets/start.css", "", {{"Accept-Encoding", accepted}});
        REQUIRE(header_of(packed, "Content-Encoding") == "gzip");
    }
}

TEST_CASE("pages: what a browser has already is not sent again", "[pages]") {
    Api api;
    const std::string etag = header_of(api.send("GET", "/assets/start.css"), "ETag").value();
    REQUIRE(etag.size() == 18);
    const api::HttpResponse same = api.send("GET", "/assets/start.css", "", {{"If-None-Match", "W/" + etag}});
    REQUIRE(same.status == 304);
    REQUIRE(same.body.empty());
    REQUIRE(same.lasting_body.empty());
    REQUIRE(header_of(same, "ETag") == etag);
    REQUIRE(api.send("GET", "/assets/start.css", "", {{"If-None-Match", "\"0\""}}).status == 200);
}

TEST_CASE("pages: HEAD tells the length that GET has", "[pages]") {
    Api api;
    const api::HttpResponse head = api.send("HEAD", "/assets/start.css", "", kTakesGzip);
    REQUIRE(head.lasting_body.empty());
    REQUIRE(head.body_bytes_of_get ==
            api.send("GET", "/assets/start.css", "", kTakesGzip).lasting_body.size());
}

TEST_CASE("pages: there is nothing at other paths", "[pages]") {
    Api api;
    for (const char* const path : {"/assets/", "/assets", "/assets/nothing.css", "/assets/../start.css"}) {
        CAPTURE(path);
        REQUIRE(api.send("GET", path).status == 404);
    }
    REQUIRE(api.send("DELETE", "/assets/start.css").status == 405);
}

TEST_CASE("pages: a page loads nothing from elsewhere and stands in no frame", "[pages]") {
    Api api;
    for (const char* const path : {"/", "/assets/start.css"}) {
        const std::string policy = header_of(api.send("GET", path), "Content-Security-Policy").value_or("");
        REQUIRE(policy.find("default-src 'self'") != std::string::npos);
        REQUIRE(policy.find("frame-ancestors 'none'") != std::string::npos);
        REQUIRE(policy.find("unsafe") == std::string::npos);
    }
}
