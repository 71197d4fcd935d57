// SPDX-License-Identifier: Apache-2.0
#include "core/otlp/to_span/document_spans.hpp"

#include <boost/json/array.hpp>
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "core/otlp/to_segment/span_documents.hpp"
#include "core/otlp/wire/trace_data.hpp"
#include "tests/unit/support/traces.hpp"

using namespace xray;
using nlohmann::json;

namespace {

std::vector<json> spans_of(const std::vector<std::string>& documents) {
    const test::TraceFixture fixture(documents);
    std::vector<json> spans;
    for (const otlp::SpanDocument& span : otlp::document_spans(fixture.trace)) {
        INFO(span.text);
        spans.push_back(json::parse(span.text));
        CHECK(spans.back()["spanId"] == span.id.to_string());
    }
    return spans;
}

json span_of(const std::string& members) {
    const std::vector<json> spans = spans_of({test::document(
        R"({"id":"70de5b6f19ff9a0a","name":"shop","start_time":1790000000.25,"end_time":1790000001.5)" +
        members + "}")});
    REQUIRE(spans.size() == 1);
    return spans.front();
}

json attributes_of(const std::string& members) {
    return span_of(members)["attributes"];
}

// OTLP's list of attributes.
json listed(const json& attributes) {
    const auto any = [](const auto& self, const json& value) -> json {
        if (value.is_string()) return {{"stringValue", value}};
        if (value.is_boolean()) return {{"boolValue", value}};
        if (value.is_number_integer()) return {{"intValue", value}};
        if (value.is_number()) return {{"doubleValue", value}};
        json values = json::array();
        for (const json& item : value) values.push_back(self(self, item));
        return {{"arrayValue", {{"values", values}}}};
    };
    json list = json::array();
    for (const auto& [key, value] : attributes.items())
        list.push_back({{"key", key}, {"value", any(any, value)}});
    return list;
}

struct Sent {
    json span;  // as it is expected back
    json resource = {{"service.name", "shop"}};
    json scope = {{"name", "io.opentelemetry.http"}, {"version", "2.1.0"}};
};

json sent_span(const std::string& id, const std::string& kind, const std::string& name) {
    return {{"traceId", "65f000000123456789abcdef01234567"},
            {"spanId", id},
            {"name", name},
            {"kind", kind},
            {"startTimeUnixNano", 1790000000123456789},
            {"endTimeUnixNano", 1790000001987654321},
            {"status", {{"code", "UNSET"}}},
            {"attributes", json::object()}};
}

// The span in OTLP's JSON form.
json exported(const Sent& sent) {
    json span = sent.span;
    span["attributes"] = listed(span["attributes"]);
    span["kind"] = "SPAN_KIND_" + span["kind"].get<std::string>();
    span["status"]["code"] = "STATUS_CODE_" + span["status"]["code"].get<std::string>();
    for (const char* list : {"events", "links"}) {
        if (!span.contains(list)) continue;
        for (json& item : span[list]) item["attributes"] = listed(item.value("attributes", json::object()));
    }
    return {{"resource", {{"attributes", listed(sent.resource)}}},
            {"scopeSpans", json::array({{{"scope", sent.scope}, {"spans", json::array({span})}}})}};
}

// What comes back of spans that were sent over OTLP, by span id.
std::map<std::string, json> round_trip(const std::vector<Sent>& all) {
    json request{{"resourceSpans", json::array()}};
    for (const Sent& sent : all) request["resourceSpans"].push_back(exported(sent));
    const auto data = otlp::decode_json(request.dump());
    REQUIRE(data);
    std::vector<std::string> documents;
    for (const otlp::ResourceSpans& group : data->resource_spans) {
        for (const otlp::Span& span : group.spans) {
            for (std::string& text : otlp::span_documents(span, group.resource)) {
                documents.push_back(std::move(text));
            }
        }
    }
    std::map<std::string, json> spans;
    for (json& span : spans_of(documents)) {
        const std::string id = span["spanId"];
        REQUIRE(spans.emplace(id, std::move(span)).second);
    }
    return spans;
}

void require_same(const json& came, const Sent& sent) {
    json expected = sent.span;
    expected["resource"] = {{"attributes", sent.resource}};
    expected["scope"] = sent.scope;
    expected["durationNano"] =
        expected["endTimeUnixNano"].get<std::int64_t>() - expected["startTimeUnixNano"].get<std::int64_t>();
    REQUIRE(came == expected);
}

}  // namespace

TEST_CASE("document spans: the form of a span", "[otlp]") {
    REQUIRE(span_of("") == json::parse(R"({
        "resource": {"attributes": {"service.name": "shop"}}, "scope": {},
        "traceId": "65f000000123456789abcdef01234567", "spanId": "70de5b6f19ff9a0a",
        "name": "shop", "kind": "SERVER",
        "startTimeUnixNano": 1790000000250000000, "endTimeUnixNano": 1790000001500000000,
        "durationNano": 1250000000, "attributes": {}, "status": {"code": "UNSET"},
        "_aws": {"xray": {"type": "segment", "name": "shop"}}})"));
}

TEST_CASE("document spans: times are the decimals that were sent", "[otlp]") {
    const auto start = [](const std::string& time) {
        return spans_of({test::document(R"({"id":"70de5b6f19ff9a0a","name":"a","start_time":)" + time +
                                        R"(,"in_progress":true})")})[0]["startTimeUnixNano"];
    };
    REQUIRE(start("1790000000.123456") == 1790000000123456000);
    REQUIRE(start("1790000000.925") == 1790000000925000000);
    REQUIRE(start("1790000000") == 1790000000000000000);
    REQUIRE(start("0.000000001") == 1);
    REQUIRE(start("-1.5") == -1500000000);
    REQUIRE(start("1e300") == 0);
}

TEST_CASE("document spans: a span in progress has no end", "[otlp]") {
    const json span = spans_of({test::document(
        R"({"id":"70de5b6f19ff9a0a","name":"a","start_time":1790000000,"in_progress":true})")})[0];
    REQUIRE(span["attributes"] == json::parse(R"({"aws.xray.inprogress":true})"));
    REQUIRE_FALSE(span.contains("endTimeUnixNano"));
    REQUIRE_FALSE(span.contains("durationNano"));
}

TEST_CASE("document spans: names of segments", "[otlp]") {
    const auto name = [](const std::string& members) { return span_of(members)["name"]; };
    const auto http = [&](const std::string& url) {
        return name(R"(,"http":{"request":{"method":"POST","url":")" + url + R"("}})");
    };
    REQUIRE(http("https://shop.example.com/orders/7?a=b#c") == "POST /orders/7");
    REQUIRE(http("https://shop.example.com") == "POST /");
    REQUIRE(http("https://shop.example.com?a=/b") == "POST /");
    REQUIRE(http("/graphql?x") == "POST /graphql");
    REQUIRE(name(R"(,"http":{"request":{"method":"POST"}})") == "shop");
    REQUIRE(name(R"(,"origin":"AWS::Lambda")") == "shop/LambdaService");
    REQUIRE(name(R"(,"origin":"AWS::Lambda::Function")") == "shop/LambdaExecutionEnvironment");
    REQUIRE(name(R"(,"origin":"AWS::EC2::Instance")") == "shop");
}

TEST_CASE("document spans: subsegments follow their parents, whatever way they came", "[otlp]") {
    const std::vector<json> spans = spans_of(
        {test::document(R"({"id":"70de5b6f19ff9a0a","name":"shop","start_time":1,"end_time":9,"subsegments":[
            {"id":"000000000000000b","name":"local","start_time":3,"end_time":4,"subsegments":[
                {"id":"000000000000000c","name":"S3","namespace":"aws","start_time":3,"end_time":4}]},
            {"id":"000000000000000a","name":"pay","namespace":"remote","start_time":2,"end_time":3}]})"),
         test::document(R"({"id":"000000000000000d","parent_id":"000000000000000b","type":"subsegment",
            "name":"streamed","start_time":5,"end_time":6})"),
         test::document(R"({"id":"000000000000000e","parent_id":"000000000000000a","name":"payments",
            "start_time":2,"end_time":3})"),
         test::document(R"({"id":"000000000000000f","parent_id":"1111111111111111","type":"subsegment",
            "name":"orphan","start_time":5,"end_time":6})")});
    json told = json::array();
    for (const json& span : spans) {
        told.push_back({span["name"], span["kind"], span.value("parentSpanId", ""),
                        span["resource"]["attributes"].value("service.name", ""),
                        span["_aws"]["xray"]["type"]});
    }
    REQUIRE(told == json::parse(R"([
        ["shop", "SERVER", "", "shop", "segment"],
        ["pay", "CLIENT", "70de5b6f19ff9a0a", "shop", "subsegment"],
        ["local", "INTERNAL", "70de5b6f19ff9a0a", "shop", "subsegment"],
        ["S3", "CLIENT", "000000000000000b", "shop", "subsegment"],
        ["streamed", "INTERNAL", "000000000000000b", "shop", "subsegment"],
        ["payments", "SERVER", "000000000000000a", "payments", "segment"],
        ["orphan", "INTERNAL", "1111111111111111", "", "subsegment"]])"));
}

TEST_CASE("document spans: blocks become attributes", "[otlp]") {
    REQUIRE(attributes_of(R"(,"http":{"request":{"method":"GET","url":"http://a/b","user_agent":"curl",
        "client_ip":"10.0.0.1"},"response":{"status":200,"content_length":17}})") == json::parse(R"({
        "http.request.method":"GET","url.full":"http://a/b","user_agent.original":"curl",
        "client.address":"10.0.0.1","network.peer.address":"10.0.0.1",
        "http.response.status_code":200,"http.response.body.size":17})"));
    REQUIRE(attributes_of(R"(,"http":{"request":{"client_ip":"10.0.0.1","x_forwarded_for":true}})") ==
            json::parse(R"({"client.address":"10.0.0.1","aws.xray.x_forwarded_for":true})"));
    REQUIRE(attributes_of(R"(,"namespace":"aws","aws":{"operation":"PutItem","region":"eu-west-1","retries":2,
        "request_id":"r","table_name":"orders","resource_names":["orders"],"xray":{"sdk":"X"},"ec2":{}})") ==
            json::parse(R"({"rpc.system":"aws-api","rpc.service":"shop","rpc.method":"PutItem",
        "aws.operation":"PutItem","aws.region":"eu-west-1","aws.xray.retries":2,"aws.request_id":"r",
        "aws.table_name":"orders","aws.xray.resource_names":["orders"]})"));
    REQUIRE(attributes_of(R"(,"namespace":"remote")") == json::parse(R"({"peer.service":"shop"})"));
    REQUIRE(attributes_of(R"(,"sql":{"url":"jdbc:postgresql://db:5432/orders","database_type":"PostgreSQL",
        "sanitized_query":"SELECT ?","user":"u","preparation":"call","driver_version":"1"})") ==
            json::parse(R"({"db.connection_string":"jdbc:postgresql://db:5432","db.name":"orders",
        "db.system":"PostgreSQL","db.statement":"SELECT ?","db.user":"u","aws.xray.sql.preparation":"call",
        "aws.xray.sql.driver_version":"1"})"));
    REQUIRE(attributes_of(R"(,"user":"alice","annotations":{"tier":"gold","n":7,"bad":[1]},
        "metadata":{"default":{"a":[1,2]},"debug":{"b":"c"}},"precursor_ids":["x"])") == json::parse(R"({
        "enduser.id":"alice","tier":"gold","n":7,"aws.xray.annotation_keys":["n","tier"],
        "aws.xray.metadata.default":"{\"a\":[1,2]}","aws.xray.metadata.debug":"{\"b\":\"c\"}",
        "aws.xray.precursor_ids":["x"]})"));
}

TEST_CASE("document spans: failures have the status ERROR", "[otlp]") {
    for (const char* flag : {"fault", "error", "throttle"}) {
        const json span = span_of(R"(,")" + std::string(flag) + R"(":true)");
        REQUIRE(span["status"] == json{{"code", "ERROR"}});
        REQUIRE(span["attributes"] == json{{"aws.xray." + std::string(flag), true}});
    }
    const json span = span_of(R"(,"fault":true,"cause":{"working_directory":"/","exceptions":[
        {"id":"abc","type":"IOError","message":"disk full","remote":true,"stack":[
            {"path":"a.py","line":7,"label":"write"},{"path":"b.py"}]},{"id":"def"}]})");
    REQUIRE(span["status"] == json::parse(R"({"code":"ERROR","message":"disk full"})"));
    REQUIRE(span["events"] == json::parse(R"json([
        {"timeUnixNano":1790000001500000000,"name":"exception","attributes":{"exception.type":"IOError",
         "exception.message":"disk full",
         "exception.stacktrace":"IOError: disk full\n\tat write(a.py:7)\n\tat (b.py)",
         "aws.xray.exception.id":"abc","aws.xray.exception.remote":true}},
        {"timeUnixNano":1790000001500000000,"name":"exception",
         "attributes":{"aws.xray.exception.id":"def"}}])json"));
    REQUIRE(span_of(R"(,"fault":true,"cause":"0123456789abcdef")")["status"]["message"] ==
            "0123456789abcdef");
    REQUIRE_FALSE(
        span_of(R"(,"cause":{"exceptions":[{"message":"handled"}]})")["status"].contains("message"));
}

TEST_CASE("document spans: where a segment runs is its resource", "[otlp]") {
    const auto resource = [](const std::string& members) {
        return span_of(members)["resource"]["attributes"];
    };
    REQUIRE(resource(R"(,"origin":"AWS::ECS::Fargate","resource_arn":"arn:x","service":{"version":"1.2",
        "runtime":"CPython","runtime_version":"3.11"},"aws":{"account_id":"123456789012",
        "ecs":{"container":"c","task_arn":"t"},"xray":{"sdk":"X-Ray for Python","sdk_version":"2.15"},
        "cloudwatch_logs":[{"log_group":"g","arn":"arn:g"},{"log_group":"h"}]})") == json::parse(R"({
        "service.name":"shop","cloud.provider":"aws","cloud.account.id":"123456789012","container.name":"c",
        "aws.ecs.task.arn":"t","aws.log.group.names":["g","h"],"aws.log.group.arns":["arn:g"],
        "telemetry.sdk.language":"python","telemetry.sdk.name":"X-Ray","telemetry.sdk.version":"2.15",
        "cloud.platform":"aws_ecs","service.version":"1.2","process.runtime.name":"CPython",
        "process.runtime.version":"3.11","aws.xray.resource_arn":"arn:x"})"));
    REQUIRE(resource(R"(,"aws":{"ec2":{"instance_id":"i","ami_id":"a"},"eks":{"pod":"p"},
        "elastic_beanstalk":{"environment_name":"e","deployment_id":7}})") ==
            json::parse(R"({"service.name":"shop","cloud.provider":"aws","host.id":"i",
        "host.image.id":"a","k8s.pod.name":"p","service.namespace":"e","service.instance.id":7})"));
}

TEST_CASE("document spans: links", "[otlp]") {
    REQUIRE(span_of(R"(,"links":[{"trace_id":"1-65f00001-0123456789abcdef01234567","id":"000000000000000a",
        "attributes":{"aws.xray.reserved.reference_type":"parent"}},{"trace_id":"x"},7])")["links"] ==
            json::parse(R"([{"traceId":"65f000010123456789abcdef01234567","spanId":"000000000000000a",
        "attributes":{"aws.xray.reserved.reference_type":"parent"}}])"));
}

TEST_CASE("document spans: spans of OTLP come back as they were sent", "[otlp]") {
    for (const char* kind : {"UNSPECIFIED", "INTERNAL", "SERVER", "CLIENT", "PRODUCER", "CONSUMER"}) {
        for (const bool child : {false, true}) {
            CAPTURE(kind, child);
            Sent sent{sent_span("0123456789abcdef", kind, "GET /cards?{id}")};
            if (child) sent.span["parentSpanId"] = "fedcba9876543210";
            const auto came = round_trip({sent});
            REQUIRE(came.size() == 1);
            require_same(came.at("0123456789abcdef"), sent);
        }
    }
}

TEST_CASE("document spans: attributes of OTLP come back wherever the document put them", "[otlp]") {
    Sent sent{sent_span("0123456789abcdef", "SERVER", "POST /orders")};
    sent.resource = {
        {"service.name", "shop"},
        {"service.version", "1.2"},
        {"host.id", "i-1"},
        {"cloud.platform", "aws_ec2"},
        {"process.pid", 7},
        {"aws.xray.exporter.config.indexed_attributes", {"otel.resource.process.pid", "http.route"}}};
    sent.span["attributes"] = {{"http.request.method", "POST"},
                               {"url.path", "/orders"},
                               {"url.scheme", "https"},
                               {"server.address", "shop.example.com"},
                               {"client.address", "10.0.0.1"},
                               {"http.response.status_code", 503},
                               {"http.route", "/orders"},
                               {"enduser.id", "alice"},
                               {"customer tier", "gold"},
                               {"customer", "c1"},
                               {"ratio", 0.25},
                               {"list", {"a", "b"}},
                               {"aws.xray.annotations", {"customer tier", "customer"}},
                               {"aws.xray.metadata.debug", R"({"a":[1,2]})"}};
    sent.span["status"] = {{"code", "ERROR"}, {"message", "no stock"}};
    sent.span["events"] = {
        {{"timeUnixNano", 1790000000500000001}, {"name", "cache miss"}, {"attributes", {{"key", "k"}}}},
        {{"timeUnixNano", 1790000000600000002},
         {"name", "exception"},
         {"attributes",
          {{"exception.type", "E"}, {"exception.message", "m"}, {"exception.stacktrace", "E\nx"}}}}};
    sent.span["links"] = {{{"traceId", "0102030405060708090a0b0c0d0e0f10"},
                           {"spanId", "1111111111111111"},
                           {"attributes", {{"a", 1}}}}};
    require_same(round_trip({sent}).at("0123456789abcdef"), sent);
    sent.span["status"] = {{"code", "OK"}};
    require_same(round_trip({sent}).at("0123456789abcdef"), sent);
}

TEST_CASE("document spans: a subsegment of OTLP has the resource of its service's segment", "[otlp]") {
    Sent server{sent_span("000000000000000a", "SERVER", "POST /orders")};
    server.resource = {{"service.name", "shop"}, {"service.version", "1.2"}};
    Sent call{sent_span("000000000000000b", "CLIENT", "GET")};
    call.resource = server.resource;
    call.span["parentSpanId"] = "000000000000000a";
    // Of another service, whose segment has not come.
    Sent stray{sent_span("000000000000000c", "INTERNAL", "work")};
    stray.resource = {{"service.name", "billing"}};
    stray.span["parentSpanId"] = "000000000000000a";
    const auto came = round_trip({call, server, stray});
    REQUIRE(came.size() == 3);
    require_same(came.at("000000000000000a"), server);
    require_same(came.at("000000000000000b"), call);
    require_same(came.at("000000000000000c"), stray);
}

TEST_CASE("document spans: a local root's call is one span, as it was sent", "[otlp]") {
    for (const bool child : {false, true}) {
        CAPTURE(child);
        Sent sent{sent_span("0123456789abcdef", "CONSUMER", "orders receive")};
        if (child) sent.span["parentSpanId"] = "fedcba9876543210";
        sent.resource = {{"service.name", "shop"}, {"service.version", "1.2"}};
        sent.span["attributes"] = {
            {"aws.span.kind", "LOCAL_ROOT"}, {"aws.local.service", "shop"}, {"aws.remote.service", "orders"}};
        sent.span["links"] = {{{"traceId", "0102030405060708090a0b0c0d0e0f10"},
                               {"spanId", "1111111111111111"},
                               {"attributes", json::object()}}};
        const auto came = round_trip({sent});
        REQUIRE(came.size() == 1);
        require_same(came.at("0123456789abcdef"), sent);
    }
}

TEST_CASE("document spans: bytes that are no text become U+FFFD in what is kept", "[otlp]") {
    otlp::Span span;
    span.trace_id = std::string("\x65\xf0\x00\x00\x01\x23\x45\x67\x89\xab\xcd\xef\x01\x23\x45\x67", 16);
    span.span_id = "12345678";
    span.name = "a\xffz";
    span.events.push_back({1, "e\xc3", {{"k\xfe", boost::json::array{"v\x80w"}}}});
    const json came = spans_of(otlp::span_documents(span, {})).at(0);
    REQUIRE(came["name"] == "a\uFFFDz");
    REQUIRE(came["events"] ==
            json::parse(R"([{"timeUnixNano":1,"name":"e\uFFFD","attributes":{"k\uFFFD":["v\uFFFDw"]}}])"));
}

TEST_CASE("document spans: what is kept of a span may be anything", "[otlp]") {
    for (const char* kept :
         {"7", "null", "{}", R"({"name":7,"start":"x","events":{},"attributes":[1],"scope":1})",
          R"({"stands_in":"yes","end":1.5,"resource":"r","status":{}})"}) {
        CAPTURE(kept);
        const json span = span_of(R"(,"otlp":)" + std::string(kept));
        REQUIRE(span["startTimeUnixNano"] == 1790000000250000000);
        REQUIRE(span["endTimeUnixNano"] == 1790000001500000000);
    }
}
