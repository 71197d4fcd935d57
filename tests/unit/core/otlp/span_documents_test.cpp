// SPDX-License-Identifier: Apache-2.0
#include "core/otlp/to_segment/span_documents.hpp"

#include <boost/json/parse.hpp>
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "core/segment/segment_validator.hpp"

using namespace xray;
using nlohmann::json;
using otlp::Span;
using otlp::SpanKind;

namespace {

const std::string kTrace("\x6b\x03\x45\x5c\x1a\x69\x96\x24\x75\xc9\x41\x99\x7f\x62\x5e\x21", 16);
const std::string kSpan("\x1e\x8f\xa7\x8d\x1d\xcd\x39\x2a", 8);
const std::string kParent("\x4e\x45\x3a\x89\x96\x64\x8f\x4e", 8);

otlp::Attributes attributes(const json& object) {
    return boost::json::parse(object.dump()).as_object();
}

Span span(SpanKind kind, const json& values = json::object(), bool child = true) {
    Span result;
    result.trace_id = kTrace;
    result.span_id = kSpan;
    if (child) result.parent_span_id = kParent;
    result.name = "GET /cards?";
    result.kind = kind;
    result.start_time = 1'790'000'000'250'000'000;
    result.end_time = 1'790'000'001'500'000'000;
    result.attributes = attributes(values);
    return result;
}

std::vector<json> documents(const Span& source, const json& resource = json::object()) {
    std::vector<json> result;
    SegmentValidator rules;
    for (const std::string& text : otlp::span_documents(source, attributes(resource))) {
        INFO(text);
        CHECK(rules.validate(text));
        result.push_back(json::parse(text));
    }
    return result;
}

json document(const Span& source, const json& resource = json::object()) {
    const std::vector<json> all = documents(source, resource);
    REQUIRE(all.size() == 1);
    return all.front();
}

otlp::Event event(std::string name, const json& values) {
    return {1'790'000'001'000'007'000, std::move(name), attributes(values)};
}

struct Case {
    std::string what;
    SpanKind kind;
    json attributes;
    json expected;
    json resource = json::object();
};

}  // namespace

TEST_CASE("span documents: ids, times and flags", "[otlp]") {
    const json result = document(span(SpanKind::kInternal));
    REQUIRE(result["trace_id"] == "1-6b03455c-1a69962475c941997f625e21");
    REQUIRE(result["id"] == "1e8fa78d1dcd392a");
    REQUIRE(result["parent_id"] == "4e453a8996648f4e");
    REQUIRE(result["start_time"] == 1790000000.25);
    REQUIRE(result["end_time"] == 1790000001.5);
    REQUIRE(result["name"] == "GET /cards");
    for (const char* flag : {"fault", "error", "throttle"}) REQUIRE(result[flag] == false);
    for (const char* absent : {"http", "cause", "sql", "annotations", "metadata", "namespace", "origin",
                               "user", "links", "service", "in_progress"}) {
        INFO(absent);
        REQUIRE_FALSE(result.contains(absent));
    }
}

TEST_CASE("span documents: what is a segment and what a subsegment", "[otlp]") {
    for (const SpanKind kind : {SpanKind::kServer, SpanKind::kConsumer}) {
        REQUIRE_FALSE(document(span(kind)).contains("type"));
        REQUIRE(document(span(kind))["parent_id"] == "4e453a8996648f4e");
    }
    for (const SpanKind kind :
         {SpanKind::kUnspecified, SpanKind::kInternal, SpanKind::kClient, SpanKind::kProducer}) {
        REQUIRE(document(span(kind))["type"] == "subsegment");
        const json root = document(span(kind, json::object(), false));
        REQUIRE_FALSE(root.contains("type"));
        REQUIRE_FALSE(root.contains("parent_id"));
    }
}

TEST_CASE("span documents: a span in progress has no end", "[otlp]") {
    const json result = document(span(SpanKind::kServer, {{"aws.xray.inprogress", true}}));
    REQUIRE(result["in_progress"] == true);
    REQUIRE_FALSE(result.contains("end_time"));
    REQUIRE_FALSE(result.contains("metadata"));
    REQUIRE(document(span(SpanKind::kServer, {{"aws.xray.inprogress", "yes"}}))["end_time"] == 1790000001.5);
}

TEST_CASE("span documents: the first attribute that names a service names the segment", "[otlp]") {
    const json resource{{"service.name", "shop"}};
    // From the last resort to the first choice: each row adds one attribute, which takes over.
    const std::vector<std::pair<json, std::string>> client{
        {json::object(), "GET /cards"},
        {{{"net.peer.name", "peer"}}, "peer"},
        {{{"http.host", "host:80"}}, "host:80"},
        {{{"rpc.service", "Rpc"}}, "Rpc"},
        {{{"db.name", "orders"}}, "orders"},
        {{{"db.connection_string", "jdbc:mysql://user@db.example.com:3306/x"}}, "orders@db.example.com"},
        {{{"aws.service", "DynamoDB"}}, "DynamoDB"},
        {{{"peer.service", "payments"}}, "payments"},
        {{{"aws.remote.service", "remote-payments"}}, "remote-payments"},
    };
    json values = json::object();
    for (const auto& [added, name] : client) {
        values.update(added);
        REQUIRE(document(span(SpanKind::kClient, values), resource)["name"] == name);
    }
    REQUIRE(document(span(SpanKind::kServer), resource)["name"] == "shop");
    REQUIRE(document(span(SpanKind::kServer, {{"aws.local.service", "local"}}), resource)["name"] == "local");
    REQUIRE(document(span(SpanKind::kInternal, {{"aws.local.service", "local"}}))["name"] == "GET /cards");
    for (const char* remote : {"AWS.SDK.S3", "AWS::S3"}) {
        REQUIRE(document(span(SpanKind::kClient,
                              {{"aws.remote.service", remote}, {"rpc.system", "aws-api"}}))["name"] == "S3");
    }
}

TEST_CASE("span documents: span names lose what X-Ray refuses", "[otlp]") {
    const std::vector<std::pair<std::string, std::string>> names{
        {"GET /a?b=(c)", "GET /ab=c"},
        {"", "span"},
        {"???", "span"},
        {"Größe $5", "Größe 5"},
        {"x\xff\xfey", "xy"},
        {std::string(300, 'n'), std::string(200, 'n')},
        {"tab\tback\\slash", "tabbackslash"},
    };
    for (const auto& [given, expected] : names) {
        Span source = span(SpanKind::kInternal);
        source.name = given;
        REQUIRE(document(source)["name"] == expected);
    }
}

TEST_CASE("span documents: namespaces", "[otlp]") {
    REQUIRE(document(span(SpanKind::kClient))["namespace"] == "remote");
    REQUIRE(document(span(SpanKind::kProducer))["namespace"] == "remote");
    REQUIRE(document(span(SpanKind::kClient, {{"rpc.system", "aws-api"}}))["namespace"] == "aws");
    REQUIRE(document(span(SpanKind::kClient, {{"aws.service", "S3"}}))["namespace"] == "aws");
    for (const SpanKind kind : {SpanKind::kServer, SpanKind::kConsumer, SpanKind::kInternal}) {
        REQUIRE_FALSE(document(span(kind)).contains("namespace"));
    }
}

TEST_CASE("span documents: HTTP of old and new conventions", "[otlp]") {
    const json none{{"content_length", 0}};
    const std::vector<Case> cases{
        {"old, server",
         SpanKind::kServer,
         {{"http.method", "GET"},
          {"http.scheme", "https"},
          {"http.host", "shop:8443"},
          {"http.target", "/c?a=1"},
          {"http.user_agent", "curl"},
          {"net.peer.ip", "10.0.0.1"},
          {"http.status_code", 200}},
         {{"request",
           {{"method", "GET"},
            {"url", "https://shop:8443/c?a=1"},
            {"user_agent", "curl"},
            {"client_ip", "10.0.0.1"}}},
          {"response", {{"status", 200}, {"content_length", 0}}}}},
        {"forwarded",
         SpanKind::kServer,
         {{"http.client_ip", "1.2.3.4"}, {"http.url", "http://x/y"}},
         {{"request", {{"url", "http://x/y"}, {"client_ip", "1.2.3.4"}, {"x_forwarded_for", true}}},
          {"response", none}}},
        {"new, server",
         SpanKind::kServer,
         {{"http.request.method", "POST"},
          {"url.scheme", "http"},
          {"server.address", "shop"},
          {"server.port", 8080},
          {"url.path", "/c"},
          {"url.query", "a=1"},
          {"client.address", "1.2.3.4"},
          {"network.peer.address", "10.0.0.1"},
          {"user_agent.original", "curl"},
          {"http.response.status_code", 201}},
         {{"request",
           {{"method", "POST"},
            {"url", "http://shop:8080/c?a=1"},
            {"user_agent", "curl"},
            {"client_ip", "1.2.3.4"}}},
          {"response", {{"status", 201}, {"content_length", 0}}}}},
        {"a client's peer, usual port",
         SpanKind::kClient,
         {{"http.method", "GET"}, {"http.scheme", "https"}, {"net.peer.name", "pay"}, {"net.peer.port", 443}},
         {{"request", {{"method", "GET"}, {"url", "https://pay/"}}}, {"response", none}}},
        {"a client's peer, other port",
         SpanKind::kClient,
         {{"http.method", "GET"}, {"net.peer.ip", "10.0.0.9"}, {"net.peer.port", "81"}},
         {{"request", {{"method", "GET"}, {"url", "http://10.0.0.9:81/"}, {"client_ip", "10.0.0.9"}}},
          {"response", none}}},
        {"a new client without url.full",
         SpanKind::kClient,
         {{"http.request.method", "GET"}, {"server.address", "pay"}},
         {{"request", {{"method", "GET"}, {"url", "http:///"}}}, {"response", none}}},
        {"no host, no URL",
         SpanKind::kServer,
         {{"http.method", "GET"}},
         {{"request", {{"method", "GET"}}}, {"response", none}}},
        {"names are no addresses",
         SpanKind::kServer,
         {{"http.method", "GET"}, {"client.address", "pc"}, {"network.peer.address", "/tmp/sock"}},
         {{"request", {{"method", "GET"}}}, {"response", none}}},
        {"size of what was received",
         SpanKind::kClient,
         {{"http.url", "http://x/"},
          {"message.type", "RECEIVED"},
          {"messaging.message_payload_size_bytes", 42}},
         {{"request", {{"url", "http://x/"}}}, {"response", {{"content_length", 42}}}}},
    };
    for (const Case& row : cases) {
        INFO(row.what);
        REQUIRE(document(span(row.kind, row.attributes))["http"] == row.expected);
    }
    const json none_at_all =
        document(span(SpanKind::kClient, {{"server.address", "pay"}, {"net.peer.port", 1}}));
    REQUIRE_FALSE(none_at_all.contains("http"));
    REQUIRE_FALSE(none_at_all.contains("metadata"));
}

TEST_CASE("span documents: outcome by HTTP status, else by span status", "[otlp]") {
    struct Row {
        json status;
        bool failed;
        bool fault, error, throttle;
    };
    const std::vector<Row> rows{
        {nullptr, false, false, false, false}, {nullptr, true, true, false, false},
        {200, false, false, false, false},     {200, true, true, false, false},
        {404, true, false, true, false},       {429, false, false, true, true},
        {503, false, true, false, false},      {600, false, false, false, false},
    };
    for (const Row& row : rows) {
        for (const char* name : {"http.status_code", "http.response.status_code"}) {
            Span source = span(SpanKind::kServer, {{name, row.status}});
            source.failed = row.failed;
            const json result = document(source);
            INFO(row.status << " " << row.failed);
            REQUIRE(json{result["fault"], result["error"], result["throttle"]} ==
                    json{row.fault, row.error, row.throttle});
        }
    }
}

TEST_CASE("span documents: exceptions with their causes", "[otlp]") {
    Span source = span(SpanKind::kClient);
    source.events.push_back(event(
        "exception",
        {{"exception.type", "E"},
         {"exception.message", "m"},
         {"exception.stacktrace", "E: m\n\tat a.B.c(D.java:1)\nCaused by: F: n\n\tat e.F.g(H.java:2)"}}));
    source.events.push_back(event("message", json::object()));
    source.events.push_back(event("exception", {{"exception.type", "G"}}));
    const json exceptions = document(source, {{"telemetry.sdk.language", "java"}})["cause"]["exceptions"];
    REQUIRE(exceptions.size() == 3);
    REQUIRE(exceptions[0]["type"] == "E");
    REQUIRE(exceptions[0]["message"] == "m");
    REQUIRE(exceptions[0]["remote"] == true);
    REQUIRE(exceptions[0]["stack"] == json::array({{{"path", "D.java"}, {"line", 1}, {"label", "a.B.c"}}}));
    REQUIRE(exceptions[0]["cause"] == exceptions[1]["id"]);
    REQUIRE(exceptions[1]["type"] == "F");
    REQUIRE_FALSE(exceptions[1].contains("cause"));
    REQUIRE(exceptions[2]["type"] == "G");
    REQUIRE(exceptions[2]["id"] != exceptions[0]["id"]);
    REQUIRE(exceptions[0]["id"].get<std::string>().size() == 16);
}

TEST_CASE("span documents: failed attempts of AWS calls", "[otlp]") {
    Span source = span(SpanKind::kClient, {{"rpc.system", "aws-api"}});
    source.events.push_back(
        event("HTTP request failure", {{"http.status_code", 503}, {"aws.http.error_message", "slow down"}}));
    const json exception = document(source)["cause"]["exceptions"][0];
    REQUIRE(exception["type"] == "aws.http.error.event");
    REQUIRE(exception["message"] == "503@1790000001.000007@slow down");
    REQUIRE(exception["remote"] == true);
    source.attributes = {};
    REQUIRE_FALSE(document(source).contains("cause"));
}

TEST_CASE("span documents: a failed status with a message is a cause", "[otlp]") {
    Span source = span(SpanKind::kServer, {{"http.status_text", "Bad"}});
    REQUIRE(document(source)["metadata"]["default"]["http.status_text"] == "Bad");
    source.failed = true;
    json result = document(source);
    REQUIRE(result["cause"]["exceptions"][0]["message"] == "Bad");
    REQUIRE_FALSE(result["cause"]["exceptions"][0].contains("remote"));
    REQUIRE_FALSE(result.contains("metadata"));
    source.status_message = "worse";
    REQUIRE(document(source)["cause"]["exceptions"][0]["message"] == "worse");
    source.attributes = {};
    source.status_message.clear();
    REQUIRE_FALSE(document(source).contains("cause"));
}

TEST_CASE("span documents: calls of AWS services", "[otlp]") {
    const json call = document(span(SpanKind::kClient, {{"rpc.method", "PutItem"},
                                                        {"aws.account_id", "1"},
                                                        {"aws.region", "eu-west-1"},
                                                        {"aws.requestId", "R"},
                                                        {"aws.queue.url", "old"},
                                                        {"messaging.url", "queue"},
                                                        {"aws.table.name", "t"}}),
                               {{"cloud.account.id", "2"}});
    json expected{{"operation", "PutItem"},
                  {"account_id", "1"},
                  {"region", "eu-west-1"},
                  {"request_id", "R"},
                  {"queue_url", "queue"},
                  {"table_name", "t"},
                  {"xray", {{"auto_instrumentation", false}}}};
    REQUIRE(call["aws"] == expected);
    REQUIRE(call["metadata"]["default"] == json{{"messaging.url", "queue"}});
    const json one = document(
        span(SpanKind::kClient,
             {{"aws.operation", "Get"}, {"rpc.method", "x"}, {"aws.dynamodb.table_names", {"a"}}}))["aws"];
    REQUIRE(one["operation"] == "Get");
    REQUIRE(one["table_name"] == "a");
    const json two = document(span(SpanKind::kClient, {{"aws.dynamodb.table_names", {"a", "b"}}}))["aws"];
    REQUIRE(two["table_names"] == json{"a", "b"});
    const json other = document(span(SpanKind::kClient, {{"rpc.method", "x"}}),
                                {{"cloud.provider", "gcp"}, {"cloud.platform", "aws_ec2"}});
    REQUIRE_FALSE(other.contains("aws"));
    REQUIRE_FALSE(other.contains("origin"));
    REQUIRE_FALSE(other.contains("metadata"));
}

TEST_CASE("span documents: where the service runs", "[otlp]") {
    const std::vector<Case> cases{
        {"ec2",
         {},
         {},
         {{"origin", "AWS::EC2::Instance"},
          {"ec2",
           {{"instance_id", "i"}, {"instance_size", "t"}, {"ami_id", "a"}, {"availability_zone", "z"}}}},
         {{"cloud.provider", "aws"},
          {"cloud.platform", "aws_ec2"},
          {"host.id", "i"},
          {"host.type", "t"},
          {"host.image.id", "a"},
          {"cloud.availability_zone", "z"}}},
        {"any host", {}, {}, {{"ec2", {{"instance_id", "laptop"}}}}, {{"host.id", "laptop"}}},
        {"ecs",
         {},
         {},
         {{"origin", "AWS::ECS::Container"},
          {"ecs", {{"container", "c"}, {"container_id", "d"}, {"task_arn", "t"}}}},
         {{"cloud.platform", "aws_ecs"},
          {"container.name", "c"},
          {"container.id", "d"},
          {"aws.ecs.task.arn", "t"}}},
        {"ecs on ec2",
         {},
         {},
         {{"origin", "AWS::ECS::EC2"}, {"ecs", {{"launch_type", "ec2"}}}},
         {{"cloud.platform", "aws_ecs"}, {"aws.ecs.launchtype", "ec2"}}},
        {"fargate",
         {},
         {},
         {{"origin", "AWS::ECS::Fargate"}, {"ecs", {{"launch_type", "fargate"}}}},
         {{"cloud.platform", "aws_ecs"}, {"aws.ecs.launchtype", "fargate"}}},
        {"eks",
         {},
         {},
         {{"origin", "AWS::EKS::Container"},
          {"eks", {{"cluster_name", "k"}, {"pod", "p"}, {"container_id", "d"}}}},
         {{"cloud.platform", "aws_eks"},
          {"k8s.cluster.name", "k"},
          {"k8s.pod.name", "p"},
          {"container.id", "d"}}},
        {"beanstalk",
         {},
         {},
         {{"origin", "AWS::ElasticBeanstalk::Environment"},
          {"elastic_beanstalk", {{"environment_name", "e"}, {"version_label", "v"}, {"deployment_id", 7}}}},
         {{"cloud.platform", "aws_elastic_beanstalk"},
          {"service.instance.id", "7"},
          {"service.namespace", "e"},
          {"service.version", "v"}}},
        {"app runner",
         {},
         {},
         {{"origin", "AWS::AppRunner::Service"}},
         {{"cloud.platform", "aws_app_runner"}}},
        {"log groups",
         {},
         {},
         {{"cloudwatch_logs", {{{"log_group", "g"}, {"arn", "arn:aws:logs:r:1:log-group:g:*"}}}}},
         {{"aws.log.group.arns", {"arn:aws:logs:r:1:log-group:g:*"}}, {"aws.log.group.names", "x"}}},
        {"log group names",
         {},
         {},
         {{"cloudwatch_logs", {{{"log_group", "a"}}, {{"log_group", "b"}}}}},
         {{"aws.log.group.names", "a&b"}}},
        {"sdk",
         {},
         {},
         {{"xray", {{"sdk", "opentelemetry for go"}, {"sdk_version", "1"}, {"auto_instrumentation", true}}}},
         {{"telemetry.sdk.name", "opentelemetry"},
          {"telemetry.sdk.language", "go"},
          {"telemetry.sdk.version", "1"},
          {"telemetry.distro.version", "2"}}},
    };
    for (const Case& row : cases) {
        INFO(row.what);
        const json result = document(span(SpanKind::kServer), row.resource);
        json found = result["aws"];
        if (!row.expected.contains("xray")) found.erase("xray");
        if (result.contains("origin")) found["origin"] = result["origin"];
        REQUIRE(found == row.expected);
    }
}

TEST_CASE("span documents: version, user and links", "[otlp]") {
    json resource{{"container.image.tag", "c"}};
    REQUIRE(document(span(SpanKind::kServer), resource)["service"] == json{{"version", "c"}});
    resource["container.image.tags"] = {"b", "x"};
    REQUIRE(document(span(SpanKind::kServer), resource)["service"] == json{{"version", "b"}});
    resource["service.version"] = "a";
    REQUIRE(document(span(SpanKind::kServer), resource)["service"] == json{{"version", "a"}});
    Span source = span(SpanKind::kServer, {{"enduser.id", "alice"}});
    source.links = {{kTrace, kParent, attributes({{"k", 1}})}, {kTrace, kSpan, {}}};
    const json result = document(source);
    REQUIRE(result["user"] == "alice");
    REQUIRE_FALSE(result.contains("metadata"));
    REQUIRE(result["links"] ==
            json::array({{{"trace_id", "1-6b03455c-1a69962475c941997f625e21"},
                          {"id", "4e453a8996648f4e"},
                          {"attributes", {{"k", 1}}}},
                         {{"trace_id", "1-6b03455c-1a69962475c941997f625e21"}, {"id", "1e8fa78d1dcd392a"}}}));
}

TEST_CASE("span documents: SQL of the known databases", "[otlp]") {
    json values{
        {"db.system", "mysql"}, {"db.name", "orders"}, {"db.user", "u"}, {"db.statement", "SELECT ?"}};
    const json result = document(span(SpanKind::kClient, values));
    REQUIRE(result["sql"] == json{{"url", "GET /cards?"},
                                  {"connection_string", "localhost/orders"},
                                  {"database_type", "mysql"},
                                  {"user", "u"},
                                  {"sanitized_query", "SELECT ?"}});
    REQUIRE_FALSE(result.contains("metadata"));
    values["db.system"] = "redis";
    const json other = document(span(SpanKind::kClient, values));
    REQUIRE_FALSE(other.contains("sql"));
    REQUIRE(other["metadata"]["default"] == values);
}

TEST_CASE("span documents: the rest is metadata unless it is indexed", "[otlp]") {
    const json values{{"plan", "gold"},
                      {"n", 7},
                      {"ratio", 0.5},
                      {"vip", true},
                      {"list", {1, 2}},
                      {"aws.region", "r"},
                      {"aws.xray.annotations", {"plan", "list", "a-b.c"}},
                      {"a-b.c", 1},
                      {"aws.xray.metadata.cart", R"({"items":2})"},
                      {"aws.xray.metadata.Default", R"({"x":1})"},
                      {"aws.xray.metadata.bad", "no"}};
    const json by_default = document(span(SpanKind::kInternal, values));
    REQUIRE(by_default["annotations"] == json{{"plan", "gold"}, {"a_b.c", 1}});
    REQUIRE(by_default["metadata"] == json{{"cart", {{"items", 2}}},
                                           {"default",
                                            {{"n", 7},
                                             {"ratio", 0.5},
                                             {"vip", true},
                                             {"list", {1, 2}},
                                             {"x", 1},
                                             {"aws.xray.metadata.bad", "no"}}}});
    const json listed =
        document(span(SpanKind::kServer, values),
                 {{"aws.xray.exporter.config.indexed_attributes", {"n", "aws.region", "otel.resource.zone"}},
                  {"zone", "z"},
                  {"team", "t"}});
    REQUIRE(listed["annotations"] ==
            json{{"plan", "gold"}, {"a_b.c", 1}, {"n", 7}, {"aws.region", "r"}, {"otel.resource.zone", "z"}});
    REQUIRE(listed["metadata"]["default"]["otel.resource.team"] == "t");
    REQUIRE(listed["metadata"]["default"].size() == 6);
    const json all = document(span(SpanKind::kServer, {{"plan", "gold"}, {"list", {1}}, {"aws.region", "r"}}),
                              {{"aws.xray.exporter.config.index_all_attributes", true}, {"team", "t"}});
    REQUIRE(all["annotations"] == json{{"plan", "gold"}, {"otel.resource.team", "t"}});
    REQUIRE_FALSE(all.contains("metadata"));
}

TEST_CASE("span documents: resource attributes go with segments only", "[otlp]") {
    const json resource{{"service.name", "shop"}};
    REQUIRE(document(span(SpanKind::kServer), resource)["metadata"]["default"] ==
            json{{"otel.resource.service.name", "shop"}});
    REQUIRE_FALSE(document(span(SpanKind::kInternal), resource).contains("metadata"));
}

TEST_CASE("span documents: the local root of a service", "[otlp]") {
    json values{{"aws.span.kind", "LOCAL_ROOT"},
                {"aws.local.service", "shop"},
                {"aws.remote.service", "AWS.SDK.SQS"},
                {"rpc.system", "aws-api"},
                {"aws.remote.operation", "Send"},
                {"rpc.method", "SendMessage"},
                {"http.method", "POST"},
                {"plan", "gold"},
                {"aws.xray.annotations", {"plan", "aws.remote.service"}}};
    for (const SpanKind kind : {SpanKind::kServer, SpanKind::kInternal}) {
        const json result = document(span(kind, values));
        REQUIRE_FALSE(result.contains("type"));
        REQUIRE_FALSE(result.contains("namespace"));
        REQUIRE(result["name"] == "shop");
    }
    Span source = span(SpanKind::kClient, values);
    source.links = {{kTrace, kParent, {}}};
    const std::vector<json> pair = documents(source, {{"team", "t"}});
    REQUIRE(pair.size() == 2);
    const json& call = pair[0];
    const json& service = pair[1];
    REQUIRE(call["name"] == "SQS");
    REQUIRE(call["type"] == "subsegment");
    REQUIRE(call["namespace"] == "aws");
    REQUIRE(call["id"] == "1e8fa78d1dcd392a");
    REQUIRE(call["parent_id"] == service["id"]);
    REQUIRE(call["links"].size() == 1);
    REQUIRE(call["aws"]["operation"] == "SendMessage");
    REQUIRE(service["name"] == "shop");
    REQUIRE(service["parent_id"] == "4e453a8996648f4e");
    for (const char* absent : {"type", "namespace", "http", "links"}) REQUIRE_FALSE(service.contains(absent));
    REQUIRE_FALSE(service["aws"].contains("operation"));
    REQUIRE(service["metadata"] == json{{"default", {{"otel.resource.team", "t"}}}});
    REQUIRE(service["annotations"] == json{{"plan", "gold"}});
    source.kind = SpanKind::kConsumer;
    source.attributes.erase("rpc.system");
    const std::vector<json> consumer = documents(source);
    REQUIRE(consumer[0]["namespace"] == "remote");
    REQUIRE_FALSE(consumer[0].contains("links"));
    REQUIRE(consumer[1]["links"].size() == 1);
}

TEST_CASE("span documents: bad ids are left for the rules to refuse", "[otlp]") {
    const std::vector<std::pair<std::string, std::string>> traces{
        {"", "MissingTraceId"}, {std::string(16, '\0'), "MissingTraceId"}, {"short", "InvalidTraceId"}};
    SegmentValidator rules;
    for (const auto& [id, code] : traces) {
        Span source = span(SpanKind::kServer);
        source.trace_id = id;
        REQUIRE(rules.validate(otlp::span_documents(source, {}).front()).error().error_code == code);
    }
    Span source = span(SpanKind::kServer);
    source.span_id = std::string(8, '\0');
    REQUIRE(rules.validate(otlp::span_documents(source, {}).front()).error().error_code == "MissingId");
    source.span_id = "abc";
    REQUIRE(rules.validate(otlp::span_documents(source, {}).front()).error().error_code == "InvalidId");
    source.span_id = kSpan;
    source.parent_span_id = "abc";
    REQUIRE(rules.validate(otlp::span_documents(source, {}).front()).error().error_code == "InvalidParentId");
}
