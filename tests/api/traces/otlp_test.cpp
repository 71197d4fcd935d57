// SPDX-License-Identifier: Apache-2.0
#include <zlib.h>

#include <catch2/catch.hpp>
#include <protozero/pbf_writer.hpp>

#include "core/text/base64.hpp"
#include "tests/api/support/api_fixture.hpp"
#include "tests/support/samples.hpp"

using namespace xray;
using namespace xray::tests;
using nlohmann::json;
using protozero::pbf_writer;

namespace {

constexpr std::string_view kTraceId = "1-6b03455c-1a69962475c941997f625e21";

json span(const std::string& id, const std::string& name = "GET /") {
    return {{"traceId", "6b03455c1a69962475c941997f625e21"},
            {"spanId", id},
            {"name", name},
            {"kind", 2},
            {"startTimeUnixNano", "1790000000000000000"},
            {"endTimeUnixNano", "1790000000500000000"}};
}

json request(std::vector<json> spans, const std::string& service = "shop") {
    json attributes = json::array({{{"key", "service.name"}, {"value", {{"stringValue", service}}}}});
    return {{"resourceSpans", json::array({{{"resource", {{"attributes", attributes}}},
                                            {"scopeSpans", json::array({{{"spans", std::move(spans)}}})}}})}};
}

// One server span without attributes.
std::string protobuf_request(const std::string& span_id = "12345678", const std::string& name = "GET /") {
    std::string out;
    pbf_writer message(out);
    pbf_writer group(message, 1);
    pbf_writer scope(group, 2);
    pbf_writer entry(scope, 2);
    entry.add_bytes(1, "0123456789abcdef");
    entry.add_bytes(2, span_id);
    entry.add_string(5, name);
    entry.add_enum(6, 2);
    entry.add_fixed64(7, 1'790'000'000'000'000'000);
    entry.add_fixed64(8, 1'790'000'000'500'000'000);
    entry.commit();
    scope.commit();
    group.commit();
    return out;
}

constexpr std::string_view kProtobufTraceId = "1-30313233-343536373839616263646566";

api::HttpResponse post(Api& api, std::string_view type, std::string_view body, std::string_view coding = "") {
    return api.send("POST", "/v1/traces", body,
                    {{"Content-Type", std::string(type)}, {"Content-Encoding", std::string(coding)}});
}

std::string gzip(std::string text) {
    z_stream stream{};
    REQUIRE(deflateInit2(&stream, 6, Z_DEFLATED, MAX_WBITS + 16, 8, Z_DEFAULT_STRATEGY) == Z_OK);
    std::string out(text.size() + 100, '\0');
    stream.next_in = reinterpret_cast<Bytef*>(text.data());
    stream.avail_in = static_cast<uInt>(text.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    REQUIRE(deflate(&stream, Z_FINISH) == Z_STREAM_END);
    out.resize(stream.total_out);
    deflateEnd(&stream);
    return out;
}

std::vector<json> documents(Api& api, std::string_view trace_id) {
    std::vector<json> result;
    const json answer = api.call("/Traces", {{"TraceIds", {trace_id}}});
    for (const json& trace : answer["Traces"]) {
        for (const json& segment : trace["Segments"]) {
            result.push_back(json::parse(segment["Document"].get<std::string>()));
        }
    }
    return result;
}

void check_books(const Counters& counters) {
    REQUIRE(counters.documents_received == counters.documents_stored + counters.documents_duplicate +
                                               counters.documents_rejected + counters.documents_dropped);
}

}  // namespace

TEST_CASE("otlp: spans in JSON are readable when the call is answered", "[otlp]") {
    Api api;
    const auto response =
        post(api, "application/json; charset=utf-8", request({span("1e8fa78d1dcd392a")}).dump());
    REQUIRE(response.status == 200);
    REQUIRE(response.content_type == "application/json");
    REQUIRE(response.body == "{}");
    const std::vector<json> found = documents(api, kTraceId);
    REQUIRE(found.size() == 1);
    REQUIRE(found[0]["name"] == "shop");
    REQUIRE(found[0]["metadata"]["default"]["otel.resource.service.name"] == "shop");
    REQUIRE(api.counters.otlp_spans_received == 1);
}

TEST_CASE("otlp: spans in protobuf, plain and gzip", "[otlp]") {
    for (const std::string_view coding : {"", "gzip"}) {
        Api api;
        const std::string body = protobuf_request();
        const auto response = post(api, "application/x-protobuf", coding.empty() ? body : gzip(body), coding);
        REQUIRE(response.status == 200);
        REQUIRE(response.content_type == "application/x-protobuf");
        REQUIRE(response.body.empty());
        REQUIRE(documents(api, kProtobufTraceId).size() == 1);
    }
}

TEST_CASE("otlp: an empty request is a good one", "[otlp]") {
    Api api;
    REQUIRE(post(api, "application/x-protobuf", "").status == 200);
    REQUIRE(post(api, "application/json", "{}").status == 200);
    REQUIRE(api.counters.documents_received == 0);
}

TEST_CASE("otlp: refused spans are told as partial success, the others are kept", "[otlp]") {
    Api api;
    json bad_trace = span("1e8fa78d1dcd392b");
    bad_trace["traceId"] = "00000000000000000000000000000000";
    const auto response =
        post(api, "application/json", request({span("1e8fa78d1dcd392a"), bad_trace, span("")}).dump());
    REQUIRE(response.status == 200);
    REQUIRE(json::parse(response.body) ==
            json{{"partialSuccess",
                  {{"rejectedSpans", "2"},
                   {"errorMessage", "Invalid segment. ErrorCode: MissingTraceId (span 1e8fa78d1dcd392b)"}}}});
    REQUIRE(documents(api, kTraceId).size() == 1);
    REQUIRE(api.ingest.rejected().last().size() == 2);
    REQUIRE(api.ingest.rejected().last().front().source == "OTLP");
    check_books(api.counters);
    const auto protobuf = post(api, "application/x-protobuf", protobuf_request(""));
    REQUIRE(protobuf.status == 200);
    REQUIRE(protobuf.body.find("MissingId") != std::string::npos);
}

TEST_CASE("otlp: a local root is refused once, though it is two documents", "[otlp]") {
    Api api;
    json root = span("1e8fa78d1dcd392a");
    root["kind"] = 3;
    root["traceId"] = "";
    root["attributes"] =
        json::array({{{"key", "aws.span.kind"}, {"value", {{"stringValue", "LOCAL_ROOT"}}}}});
    const json answer = json::parse(post(api, "application/json", request({root}).dump()).body);
    REQUIRE(answer["partialSuccess"]["rejectedSpans"] == "1");
    REQUIRE(api.counters.documents_rejected == 2);
}

TEST_CASE("otlp: bodies that cannot be read are answered with a status in their encoding", "[otlp]") {
    Api api;
    const auto broken_json = post(api, "application/json", "{");
    REQUIRE(broken_json.status == 400);
    REQUIRE(broken_json.content_type == "application/json");
    REQUIRE(json::parse(broken_json.body) == json{{"code", 3}, {"message", "the body is not valid JSON"}});
    const auto broken_protobuf = post(api, "application/x-protobuf", "\x0a\x7fxx");
    REQUIRE(broken_protobuf.status == 400);
    REQUIRE(broken_protobuf.content_type == "application/x-protobuf");
    REQUIRE(broken_protobuf.body.substr(0, 2) == "\x08\x03");
    const auto broken_gzip = post(api, "application/json", "no gzip", "gzip");
    REQUIRE(broken_gzip.status == 400);
    REQUIRE(json::parse(broken_gzip.body)["code"] == 3);
    REQUIRE(api.counters.documents_received == 0);
    REQUIRE(api.counters.http_errors == 3);
}

TEST_CASE("otlp: other content types and methods", "[otlp]") {
    Api api;
    REQUIRE(post(api, "text/plain", "x").status == 415);
    REQUIRE(post(api, "", "x").status == 415);
    REQUIRE(api.send("GET", "/v1/traces").status == 405);
    REQUIRE(header_of(api.send("GET", "/v1/traces"), "Allow") == "POST");
}

TEST_CASE("otlp: metrics and logs are answered, counted and not kept, and that is said once", "[otlp]") {
    Api api;
    std::vector<std::string> said;
    api.context.warn = [&said](std::string_view text) { said.emplace_back(text); };
    for (int round = 0; round < 2; ++round) {
        for (const char* const path : {"/v1/metrics", "/v1/logs"}) {
            const auto taken =
                api.send("POST", path, "anything", {{"Content-Type", "application/x-protobuf"}});
            REQUIRE(taken.status == 200);
            REQUIRE(taken.content_type == "application/x-protobuf");
            REQUIRE(taken.body.empty());
            const auto in_json = api.send("POST", path, "{}", {{"Content-Type", "application/json"}});
            REQUIRE(in_json.status == 200);
            REQUIRE(in_json.body == "{}");
            REQUIRE(api.send("POST", path, "{}", {{"Content-Type", "text/plain"}}).status == 415);
            REQUIRE(header_of(api.send("PUT", path), "Allow") == "POST");
        }
    }
    REQUIRE(api.counters.otlp_metrics_requests == 4);
    REQUIRE(api.counters.otlp_logs_requests == 4);
    REQUIRE(said.size() == 2);
    REQUIRE(said[0].find("OTEL_METRICS_EXPORTER=none") != std::string::npos);
    REQUIRE(said[1].find("OTEL_LOGS_EXPORTER=none") != std::string::npos);
}

TEST_CASE("otlp: the prefixes in segment documents", "[otlp]") {
    Api api;
    const std::string payload = encode_base64(protobuf_request());
    const json answer = api.call(
        "/TraceSegments", {{"TraceSegmentDocuments", {"T1S" + payload, "T1U" + payload, "M1" + payload}}});
    REQUIRE(answer["UnprocessedTraceSegments"].empty());
    REQUIRE(documents(api, kProtobufTraceId).size() == 1);
    REQUIRE(api.counters.otlp_spans_received == 1);
    REQUIRE(api.counters.otlp_spans_unsampled == 1);
    REQUIRE(api.counters.otlp_metrics_dropped == 1);
    REQUIRE(api.counters.documents_received == 1);
    check_books(api.counters);
}

TEST_CASE("otlp: damaged payloads in segment documents are refused with a reason", "[otlp]") {
    Api api;
    for (const std::string prefix : {"T1S", "T1U"}) {
        const json answer =
            api.call("/TraceSegments",
                     {{"TraceSegmentDocuments", {prefix + "***", prefix + encode_base64("\x0a\x7fxx")}}});
        const json& refused = answer["UnprocessedTraceSegments"];
        REQUIRE(refused.size() == 2);
        for (const json& entry : refused) REQUIRE(entry["ErrorCode"] == "ParseError");
        REQUIRE(refused[0]["Message"].get<std::string>().find("not base64") != std::string::npos);
        REQUIRE(refused[1]["Message"].get<std::string>().find("protobuf") != std::string::npos);
    }
    REQUIRE(api.counters.documents_rejected == 4);
    check_books(api.counters);
}

TEST_CASE("otlp: a datagram that ADOT for Node.js sent", "[otlp][samples]") {
    struct Sent {
        const char* file;
        std::string_view trace_id;
        const char* service;
        const char* url;
    };
    const Sent sent =
        test::compares_with_captured()
            ? Sent{"adot-node-0.13-udp-t1s.log", kTraceId, "udp-svc", "http://127.0.0.1:12117/hello?a=1"}
            : Sent{"adot-node-udp.log", "1-6a18b000-00112233445566778899aabb", "shelf-svc",
                   "http://192.0.2.8:9100/shelf?row=3"};
    const std::optional<std::string> capture = test::read_sample("wire", sent.file);
    if (!capture) {
        test::report_skip(std::string("the captured sample wire/") + sent.file + " is not on this machine");
        return;
    }
    const std::size_t start = capture->find("{\"format\"");
    const std::size_t end = capture->find("\n---", start);
    const std::string datagram = capture->substr(start, end - start);
    Api api;
    const std::vector<std::string_view> datagrams{datagram};
    api.ingest.accept_datagrams(datagrams);
    api.store->settle();
    REQUIRE(api.counters.documents_rejected == 0);
    REQUIRE(api.counters.otlp_spans_received == 3);
    bool server_found = false;
    for (const json& document : documents(api, sent.trace_id)) {
        if (document["name"] != sent.service) continue;
        server_found = true;
        REQUIRE(document["fault"] == true);
        REQUIRE(document["http"]["request"]["url"] == sent.url);
        REQUIRE(document["http"]["response"]["status"] == 500);
        REQUIRE(document["aws"]["xray"]["sdk"] == "opentelemetry for nodejs");
    }
    REQUIRE(server_found);
}

TEST_CASE("otlp: the endpoint's quotas hold where AWS's limits are enforced", "[otlp]") {
    const bool strict = GENERATE(true, false);
    Api api;
    api.context.strict = strict;
    api::SegmentIngest ingest(*api.store, api.counters, api.adjustable_clock, strict);
    api::Context context{*api.store, ingest, api.adjustable_clock, api.counters};
    context.strict = strict;
    const auto send = [&](const std::string& body) {
        return api::dispatch(context, {"POST", "/v1/traces", {{"Content-Type", "application/json"}}, body});
    };
    const auto rejected = [&](const json& body) {
        const api::HttpResponse response = send(body.dump());
        REQUIRE(response.status == 200);
        const json answer = json::parse(response.body);
        if (!answer.contains("partialSuccess") || answer["partialSuccess"].empty()) return std::string();
        return answer["partialSuccess"]["rejectedSpans"].dump() + " " +
               answer["partialSuccess"]["errorMessage"].get<std::string>();
    };
    const auto at = [](const std::string& id, std::int64_t seconds) {
        json made = span(id);
        made["startTimeUnixNano"] = std::to_string(1'790'000'000 + seconds) + "000000000";
        made["endTimeUnixNano"] = made["startTimeUnixNano"];
        return made;
    };
    const auto expect = [&](const json& body, const std::string& text) {
        CAPTURE(text);
        if (strict) {
            REQUIRE_THAT(rejected(body), Catch::Contains(text));
        } else {
            REQUIRE(rejected(body).empty());
        }
    };
    const auto expect_status = [&](const json& body, unsigned status, const std::string& text) {
        CAPTURE(text);
        const api::HttpResponse response = send(body.dump());
        REQUIRE(response.status == (strict ? status : 200));
        if (strict) REQUIRE_THAT(response.body, Catch::Contains(text));
    };
    expect(request({at("0000000000000001", 7201)}), "2 hours in the future");
    REQUIRE(rejected(request({at("0000000000000002", 7199)})).empty());
    expect(request({at("0000000000000003", -14 * 86400 - 1)}), "14 days ago");
    REQUIRE(rejected(request({at("0000000000000004", -14 * 86400 + 10)})).empty());
    expect(request({span("0000000000000005"), span("0000000000000006")}, std::string(17'000, 'x')),
           "16384 bytes");
    REQUIRE(rejected(request({span("0000000000000007")}, "shop")).empty());
    expect_status(request({at("0000000000000008", -86401), at("0000000000000009", 0)}), 400, "24 hours");
    json large = span("000000000000000a");
    large["attributes"] =
        json::array({{{"key", "text"}, {"value", {{"stringValue", std::string(220'000, 'x')}}}}});
    expect(request({large}), "InvalidSegment");
    large["spanId"] = "000000000000000b";
    large["attributes"][0]["value"]["stringValue"] = std::string(90'000, 'x');
    REQUIRE(rejected(request({large})).empty());
    large["attributes"][0]["value"]["stringValue"] = std::string(5'300'000, 'x');
    expect_status(request({large}), 413, "5242880 bytes");
    std::vector<json> many;
    for (int i = 0; i < 10'001; ++i) {
        std::string id = std::to_string(i);
        many.push_back(span("1" + std::string(15 - id.size(), '0') + id));
    }
    expect_status(request(std::move(many)), 400, "10000 spans");
    check_books(api.counters);
}
