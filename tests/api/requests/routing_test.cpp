// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <regex>
#include <set>

#include "api/request/model.hpp"
#include "api/routes.hpp"
#include "tests/api/support/api_fixture.hpp"

using namespace xray;
using namespace xray::tests;
using nlohmann::json;

namespace {

// A store whose disk is gone.
class BrokenStore : public storage::TraceStore {
public:
    std::size_t submit(std::vector<storage::IncomingDocument>) override { return 0; }
    Result<void> submit_and_wait(std::vector<storage::IncomingDocument>) override {
        return fail(ErrorCode::kInternal, "the database is locked by another process");
    }
    bool settle() override { return true; }
    bool settle_within(std::chrono::milliseconds /*patience*/) override { return true; }
    std::optional<storage::StoredTrace> load_trace(const TraceId&, std::uint64_t) override {
        throw std::runtime_error("gone");
    }
    void visit_digests(std::span<const TraceId>, const std::function<void(const TraceDigest&)>&) override {
        throw std::runtime_error("gone");
    }
    void scan(const storage::TraceScan&, const std::function<bool(const TraceDigest&)>&) override {
        throw std::runtime_error("gone");
    }
    std::size_t count(const storage::TraceScan&) override { throw std::runtime_error("gone"); }
    void fold_graph(const storage::GraphRange&, ServiceGraphBuilder&) override {
        throw std::runtime_error("gone");
    }
    void fold_minutes(std::int64_t, std::int64_t,
                      const std::function<void(std::int64_t, ServiceGraphBuilder&)>&) override {
        throw std::runtime_error("gone");
    }
    storage::StoreTotals totals() override { throw std::runtime_error("the disk is gone"); }
    std::uint64_t changes() override { return 0; }
    Result<void> reset() override { throw std::runtime_error("gone"); }
    std::size_t apply_retention() override { return 0; }
    void listen(storage::ChangeListener) override {}
    storage::ControlStore& control() override { throw std::runtime_error("gone"); }
};

}  // namespace

TEST_CASE("routing: the table has every operation of the model, each at its own path", "[routing]") {
    std::set<std::string_view> paths;
    std::vector<std::string_view> names;
    for (const api::Route& operation : api::operation_routes()) {
        names.push_back(operation.operation);
        paths.insert(operation.path);
        REQUIRE(api::find_route("POST", operation.path).route == &operation);
    }
    const auto model = api::model::operation_names();
    REQUIRE(names == std::vector<std::string_view>(model.begin(), model.end()));
    REQUIRE(paths.size() == 38);
}

TEST_CASE("routing: a POST to a path without an operation is answered 200, as the service does",
          "[routing]") {
    Api api;
    for (const std::string_view path :
         {"/GetTraceSummaries", "/", "/traceSegments", "/TraceSegments/", "/v2/x"}) {
        const api::HttpResponse response = api.send("POST", path, "{}");
        CAPTURE(path);
        REQUIRE(response.status == 200);
        REQUIRE(
            response.body ==
            R"({"Output":{"__type":"com.amazon.coral.service#UnknownOperationException"},"Version":"1.0"})");
    }
}

TEST_CASE("routing: only the path decides, not query, Content-Type or repeated slashes", "[routing]") {
    Api api;
    for (const std::string_view target :
         {"/GetSamplingRules", "/GetSamplingRules?x=1", "//GetSamplingRules"}) {
        CAPTURE(target);
        const api::HttpResponse response = api.send("POST", target, "", {{"content-type", "text/plain"}});
        REQUIRE(response.status == 200);
        REQUIRE(json::parse(response.body).contains("SamplingRuleRecords"));
    }
}

TEST_CASE("routing: other methods are refused with the allowed one", "[routing]") {
    Api api;
    const api::HttpResponse on_operation = api.send("GET", "/TraceSummaries");
    REQUIRE(on_operation.status == 405);
    REQUIRE(header_of(on_operation, "Allow") == "POST");
    const api::HttpResponse on_metrics = api.send("POST", "/metrics");
    REQUIRE(on_metrics.status == 405);
    REQUIRE(header_of(on_metrics, "Allow") == "GET");
    REQUIRE(api.send("GET", "/nothing").status == 404);
    REQUIRE(api.send("DELETE", "/").status == 405);
}

TEST_CASE("routing: answers of the API carry the service's headers", "[routing]") {
    Api api;
    const api::HttpResponse first = api.send("POST", "/GetSamplingRules", "{}");
    const api::HttpResponse second = api.send("POST", "/GetSamplingRules", "{}");
    const std::string id = header_of(first, "x-amzn-RequestId").value_or("");
    const std::regex uuid("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
    REQUIRE(std::regex_match(id, uuid));
    REQUIRE(header_of(second, "x-amzn-RequestId") != id);
    REQUIRE(header_of(first, "X-Content-Type-Options") == "nosniff");
    REQUIRE(first.content_type == "application/json");
}

TEST_CASE("routing: no answer keeps browsers from plain http", "[routing]") {
    Api api;
    const std::pair<const char*, const char*> requests[] = {
        {"POST", "/GetSamplingRules"}, {"POST", "/nothing"},
        {"GET", "/nothing"},           {"GET", "/"},
        {"GET", "/metrics"},           {"GET", "/v1/traces"},
        {"GET", "/_emulator/health"},  {"GET", "/favicon.ico"}};
    for (const auto& [method, target] : requests) {
        CAPTURE(method, target);
        REQUIRE_FALSE(header_of(api.send(method, target, "{}"), "Strict-Transport-Security"));
        REQUIRE_FALSE(header_of(api.send(method, target, "{"), "Strict-Transport-Security"));
    }
}

TEST_CASE("routing: bodies that are no JSON object are serialization errors", "[routing]") {
    Api api;
    for (const std::string_view body : {"{", "[]", "1", "null", "{\"a\":}", "\xff"}) {
        CAPTURE(body);
        const Failure failure = failure_of(api.send("POST", "/GetSamplingRules", body));
        REQUIRE(failure.status == 400);
        REQUIRE(failure.type == "SerializationException");
        REQUIRE(failure.body.contains("Message"));
    }
}

TEST_CASE("routing: an exception becomes InternalFailure, is told to the log and counted", "[routing]") {
    Api api(std::make_unique<BrokenStore>());
    std::vector<std::string> logged;
    api.context.log = [&](std::string_view line) { logged.emplace_back(line); };
    const api::HttpResponse response = api.send("GET", "/_emulator/health");
    REQUIRE(failure_of(response) == Failure{500, "", {{"Message", "The emulator failed; its log says why"}}});
    REQUIRE(logged == std::vector<std::string>{"GET /_emulator/health failed: the disk is gone"});
    REQUIRE(api.counters.http_requests == 1);
    REQUIRE(api.counters.http_errors == 1);
}

TEST_CASE("routing: documents that could not be committed are an InternalFailure", "[routing]") {
    Api api(std::make_unique<BrokenStore>());
    const json document{{"trace_id", "1-58406520-a006649127e371903a2de979"},
                        {"id", "70de5b6f19ff9a0a"},
                        {"name", "a"},
                        {"start_time", 1},
                        {"end_time", 2}};
    const Failure failure =
        failure_of(api.post("/TraceSegments", {{"TraceSegmentDocuments", {document.dump()}}}));
    REQUIRE(failure ==
            Failure{500, "InternalFailure", {{"message", "the database is locked by another process"}}});
}

TEST_CASE("routing: requests and errors are counted", "[routing]") {
    Api api;
    (void)api.send("POST", "/GetSamplingRules", "{}");
    (void)api.send("POST", "/GetSamplingRules", "{");
    (void)api.send("GET", "/nothing");
    REQUIRE(api.counters.http_requests == 3);
    REQUIRE(api.counters.http_errors == 2);
}

TEST_CASE("routing: every path refuses other methods, and says which it has", "[routing]") {
    Api api;
    for (const api::Route& route : api::all_routes()) {
        CAPTURE(route.path);
        const api::HttpResponse refused = api.send("PATCH", route.path);
        REQUIRE(refused.status == 405);
        const std::string allowed = header_of(refused, "Allow").value_or("");
        REQUIRE(allowed.find(route.method) != std::string::npos);
        REQUIRE(json::parse(refused.body)["Message"] == "Use " + allowed);
    }
    REQUIRE(header_of(api.send("PATCH", "/_emulator/clock"), "Allow") == "GET, POST");
}

TEST_CASE("routing: HEAD has what GET has, and its length in place of its body", "[routing]") {
    Api api;
    for (const std::string_view path : {"/", "/_emulator/clock", "/nothing", "/TraceSummaries"}) {
        CAPTURE(path);
        const api::HttpResponse get = api.send("GET", path);
        const api::HttpResponse head = api.send("HEAD", path);
        REQUIRE(head.status == get.status);
        REQUIRE(head.content_type == get.content_type);
        REQUIRE(head.body.empty());
        REQUIRE(head.body_bytes_of_get == get.body.size());
    }
}

TEST_CASE("routing: the table tells which threads a request needs, and how long its body may be",
          "[routing]") {
    const auto lane = [](std::string_view method, std::string_view target) {
        return api::terms_of(method, target).lane;
    };
    REQUIRE(lane("POST", "/TraceSegments") == api::Lane::kIngest);
    REQUIRE(lane("POST", "//v1/traces?x=1") == api::Lane::kIngest);
    REQUIRE(lane("POST", "/TraceSummaries") == api::Lane::kQuery);
    REQUIRE(lane("POST", "/GetSamplingRules") == api::Lane::kControl);
    REQUIRE(lane("GET", "/nothing") == api::Lane::kControl);
    for (const api::Route& route : api::all_routes()) {
        CAPTURE(route.path);
        const bool is_in_bulk = route.path == "/TraceSegments" || route.path == "/_emulator/import" ||
                                route.path.starts_with("/v1/");
        REQUIRE(route.most_body_bytes == (is_in_bulk ? kMaxIngestBody : kMaxBody));
    }
}
