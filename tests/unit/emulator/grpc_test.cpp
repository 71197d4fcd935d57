// SPDX-License-Identifier: Apache-2.0
#include "emulator/http2/grpc.hpp"

#include <catch2/catch.hpp>
#include <chrono>
#include <string>

#include "core/otlp/wire/export_response.hpp"

using namespace xray;
using namespace xray::emulator;
using namespace std::chrono_literals;

namespace {

constexpr const char* kTraces = "/opentelemetry.proto.collector.trace.v1.TraceService/Export";

std::string header_of(const api::HttpRequest& request, std::string_view name) {
    return std::string(request.header(name));
}

}  // namespace

TEST_CASE("grpc: an export is the same request as over HTTP", "[grpc]") {
    const auto request = grpc::to_http_request({kTraces,
                                                {{"host", "localhost:4317"},
                                                 {"content-type", "application/grpc"},
                                                 {"grpc-timeout", "10S"},
                                                 {"te", "trailers"},
                                                 {"user-agent", "grpc-go/1.60"}},
                                                grpc::frame("message")});
    REQUIRE(request);
    CHECK(request->method == "POST");
    CHECK(request->target == "/v1/traces");
    CHECK(request->body == "message");
    CHECK(header_of(*request, "Content-Type") == "application/x-protobuf");
    CHECK(header_of(*request, "Content-Encoding").empty());
    CHECK(header_of(*request, "Host") == "localhost:4317");
    CHECK(header_of(*request, "User-Agent") == "grpc-go/1.60");
    CHECK(header_of(*request, "grpc-timeout").empty());
}

TEST_CASE("grpc: a compressed message says so, and only gzip is known", "[grpc]") {
    std::string body = grpc::frame("zipped");
    body.front() = 1;
    const auto request = grpc::to_http_request({kTraces, {{"grpc-encoding", "gzip"}}, body});
    REQUIRE(request);
    CHECK(header_of(*request, "Content-Encoding") == "gzip");
    for (const char* const coding : {"", "deflate", "snappy"}) {
        const auto refused = grpc::to_http_request({kTraces, {{"grpc-encoding", coding}}, body});
        REQUIRE_FALSE(refused);
        CHECK(refused.error().code == grpc::Code::kUnimplemented);
    }
    // A coding that is offered and not used.
    CHECK(grpc::to_http_request({kTraces, {{"grpc-encoding", "snappy"}}, grpc::frame("m")}));
}

TEST_CASE("grpc: anything but one whole message is refused", "[grpc]") {
    const std::string whole = grpc::frame("message");
    for (const std::string& body :
         {std::string(), whole.substr(0, 4), whole.substr(0, 11), whole + "x", whole + whole}) {
        const auto refused = grpc::to_http_request({kTraces, {}, body});
        REQUIRE_FALSE(refused);
        CHECK(refused.error().code == grpc::Code::kInternal);
    }
    CHECK(grpc::to_http_request({kTraces, {}, grpc::frame("")})->body.empty());
    const auto other = grpc::to_http_request({"/grpc.health.v1.Health/Check", {}, whole});
    REQUIRE_FALSE(other);
    CHECK(other.error().code == grpc::Code::kUnimplemented);
    CHECK(other.error().message.find("/grpc.health.v1.Health/Check") != std::string::npos);
}

TEST_CASE("grpc: an answer's status and message go with its code", "[grpc]") {
    api::HttpResponse response;
    CHECK(grpc::status_of(response).code == grpc::Code::kOk);
    response.status = 400;
    response.content_type = "application/x-protobuf";
    response.body = otlp::encode_status(otlp::Encoding::kProtobuf, otlp::kInvalidArgument, "no such field");
    CHECK(grpc::status_of(response).code == grpc::Code::kInvalidArgument);
    CHECK(grpc::status_of(response).message == "no such field");
    response.body = "\xff\xff";
    CHECK(grpc::status_of(response).message.empty());
    response.status = 503;
    response.content_type = "application/json";
    response.body = "overloaded";
    CHECK(grpc::status_of(response).code == grpc::Code::kUnavailable);
    CHECK(grpc::status_of(response).message == "overloaded");
    response.status = 413;
    CHECK(grpc::status_of(response).code == grpc::Code::kResourceExhausted);
    response.status = 500;
    CHECK(grpc::status_of(response).code == grpc::Code::kInternal);
}

TEST_CASE("grpc: timeouts have a unit and an end", "[grpc]") {
    CHECK(grpc::timeout_of("100m") == 100ms);
    CHECK(grpc::timeout_of("2H") == 2h);
    CHECK(grpc::timeout_of("3M") == 3min);
    CHECK(grpc::timeout_of("4S") == 4s);
    CHECK(grpc::timeout_of("5u") == 5us);
    CHECK(grpc::timeout_of("6n") == 6ns);
    CHECK(grpc::timeout_of("99999999H") == 2400h);
    for (const char* const text : {"", "1", "S", "-1S", "1.5S", "123456789S", "1s", "1 S"}) {
        CAPTURE(text);
        CHECK_FALSE(grpc::timeout_of(text));
    }
}

TEST_CASE("grpc: messages are sent in printable ASCII, and cut", "[grpc]") {
    CHECK(grpc::encode_message("plain text, 1 < 2") == "plain text, 1 < 2");
    CHECK(grpc::encode_message("100% \n\xc3\xa4") == "100%25 %0a%c3%a4");
    CHECK(grpc::encode_message(std::string(5000, 'x')).size() == 1024);
}

TEST_CASE("grpc: content types are gRPC's or not", "[grpc]") {
    for (const char* const type : {"application/grpc", "application/grpc+proto", "Application/gRPC; x=1"})
        CHECK(grpc::is_grpc(type));
    for (const char* const type : {"", "application/grpc-web", "application/grpc+json", "application/json"})
        CHECK_FALSE(grpc::is_grpc(type));
}
