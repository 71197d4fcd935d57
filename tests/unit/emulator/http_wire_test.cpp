// SPDX-License-Identifier: Apache-2.0
#include "emulator/http/http_wire.hpp"

#include <catch2/catch.hpp>

using namespace xray::emulator;
using xray::api::HttpResponse;
namespace http = boost::beast::http;

namespace {

// 6 November 1994, 08:49:37 UTC: the date that RFC 9110 writes down.
constexpr std::time_t kNow = 784'111'777;

HttpResponse response(unsigned status, std::string body) {
    HttpResponse answer;
    answer.status = status;
    answer.content_type = "application/json";
    answer.body = std::move(body);
    return answer;
}

xray::api::HttpRequest request_for(const char* method, const char* target) {
    http::request<http::string_body> message;
    message.method_string(method);
    message.target(target);
    message.set("X-One", "1");
    message.body() = "{}";
    return to_api_request(std::move(message));
}

}  // namespace

TEST_CASE("head: status line, date, type, length, connection, and the answer's own headers", "[wire]") {
    HttpResponse answer = response(200, "{}");
    answer.headers.emplace_back("x-amzn-RequestId", "1");
    CHECK(format_head(answer, {.now = kNow}) ==
          "HTTP/1.1 200 OK\r\n"
          "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n"
          "Content-Type: application/json\r\n"
          "Content-Length: 2\r\n"
          "Connection: keep-alive\r\n"
          "x-amzn-RequestId: 1\r\n"
          "\r\n");
}

TEST_CASE("head: an HTTP/1.0 client is answered in its version, and the connection closed", "[wire]") {
    const std::string head =
        format_head(response(404, ""), {.keep_alive = false, .is_http_1_0 = true, .now = kNow});
    CHECK_THAT(head, Catch::StartsWith("HTTP/1.0 404 Not Found\r\n"));
    CHECK_THAT(head, Catch::Contains("Connection: close\r\n"));
}

TEST_CASE("head: 204 and 304 have no length (RFC 9110 8.6)", "[wire]") {
    for (const unsigned status : {204U, 304U}) {
        CHECK_THAT(format_head(response(status, ""), {.now = kNow}), !Catch::Contains("Content-Length"));
    }
}

TEST_CASE("head: a stream comes in chunks, or to an HTTP/1.0 client until the end", "[wire]") {
    const std::string chunked = format_head(response(200, ""), {.now = kNow, .is_stream = true});
    CHECK_THAT(chunked,
               Catch::Contains("Transfer-Encoding: chunked\r\n") && !Catch::Contains("Content-Length"));
    const std::string until_end =
        format_head(response(200, ""), {.is_http_1_0 = true, .now = kNow, .is_stream = true});
    CHECK_THAT(until_end, !Catch::Contains("Transfer-Encoding") && !Catch::Contains("Content-Length"));
}

TEST_CASE("head: the answer to HEAD tells the length that the one to GET has", "[wire]") {
    HttpResponse answer = response(200, "four");
    xray::api::leave_body_out(answer);
    CHECK(answer.body.empty());
    CHECK_THAT(format_head(answer, {.now = kNow}), Catch::Contains("Content-Length: 4\r\n"));
    answer.is_for_head = false;
    answer.lasting_body = "lasts";
    CHECK_THAT(format_head(answer, {.now = kNow}), Catch::Contains("Content-Length: 5\r\n"));
}

TEST_CASE("request: method in capitals; what HEAD is answered with is decided by the API", "[wire]") {
    CHECK(request_for("post", "/").method == "POST");
    CHECK(request_for("HEAD", "/").method == "HEAD");
}

TEST_CASE("request: the absolute form of a target becomes its path (RFC 9112 3.2.2)", "[wire]") {
    CHECK(request_for("GET", "/a?b").target == "/a?b");
    CHECK(request_for("GET", "http://host:2000/a?b").target == "/a?b");
    CHECK(request_for("GET", "https://host").target == "/");
    CHECK(request_for("GET", "http://host?b").target == "/?b");
}

TEST_CASE("request: headers and body are carried over", "[wire]") {
    const auto request = request_for("POST", "/");
    CHECK(request.body == "{}");
    REQUIRE(request.headers.size() == 1);
    CHECK(request.headers.front().first == "X-One");
    CHECK(request.headers.front().second == "1");
}
