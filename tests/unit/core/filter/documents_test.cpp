// SPDX-License-Identifier: Apache-2.0
// From documents to answers: what the digest of real documents gives the language.

#include <catch2/catch.hpp>

#include "core/digest/digest_maker.hpp"
#include "core/filter/analyzer.hpp"
#include "core/filter/evaluator.hpp"
#include "tests/unit/core/filter/corpus.hpp"
#include "tests/unit/support/traces.hpp"

namespace xray::filter {
namespace {

// A web shop whose checkout fails in the ledger, which a caught exception explains; the shop itself answers
// 200.
const std::vector<std::string>& documents() {
    static const std::vector<std::string> texts{
        test::document(R"({"id": "1000000000000001", "name": "shop", "origin": "AWS::ECS::Container",
            "start_time": 1700000000.0, "end_time": 1700000000.803, "user": "alice",
            "http": {"request": {"method": "POST", "url": "http://shop.test/checkout", "client_ip": "192.0.2.1"},
                     "response": {"status": 200}},
            "aws": {"ec2": {"instance_id": "i-1", "availability_zone": "eu-west-1a"}},
            "annotations": {"tenant": "acme", "items": 3},
            "subsegments": [
              {"id": "1000000000000011", "name": "ledger", "namespace": "remote", "error": true,
               "start_time": 1700000000.1, "end_time": 1700000000.5, "annotations": {"retry": true},
               "http": {"response": {"status": 402}}},
              {"id": "1000000000000012", "name": "DynamoDB", "namespace": "aws",
               "start_time": 1700000000.5, "end_time": 1700000000.512,
               "aws": {"operation": "GetItem", "table_name": "carts"}}]})"),
        test::document(
            R"({"id": "2000000000000001", "name": "ledger", "parent_id": "1000000000000011", "fault": true,
            "start_time": 1700000000.15, "end_time": 1700000000.45, "annotations": {"account.kind": "credit"},
            "subsegments": [{"id": "2000000000000011", "name": "book", "fault": true,
               "start_time": 1700000000.2, "end_time": 1700000000.4,
               "cause": {"exceptions": [{"id": "e000000000000001", "type": "LimitError", "message": "over the limit"}]}
            }]})"),
    };
    return texts;
}

bool matches_documents(const char* text) {
    const test::TraceFixture fixture(documents());
    const TraceDigest digest = make_digest(fixture.trace, TraceReceipt{}, testing::kOwnAccount);
    return matches(compile(text).value(), digest, EvaluationContext{testing::kOwnAccount, {}});
}

TEST_CASE("filter: finds documents by what they say", "[filter]") {
    for (const char* text : {
             "ok AND !partial AND inferred",
             "duration = 0.803 AND responsetime = 0.803",
             "http.status = 200 AND http.method = \"POST\" AND http.url ENDSWITH \"/checkout\"",
             "http.clientip = \"192.0.2.1\" AND user = \"alice\"",
             "instance.id = \"i-1\" AND availabilityzone = \"eu-west-1a\"",
             "annotation.tenant = \"acme\" AND annotation.items = 3 AND annotation.retry = true",
             "annotation[account.kind] = \"credit\"",
             "service(\"ledger\") { fault AND responsetime = 0.3 }",
             "service(\"ledger\") { annotation[account.kind] AND !annotation.tenant }",
             "service(\"shop\") { root AND annotation.retry }",
             "edge(\"shop\", \"ledger\") { error AND !fault AND http.status = 402 AND responsetime = 0.4 }",
             "edge(\"shop\", \"ledger\") { destination.annotation[account.kind] = \"credit\" }",
             "edge(id(name: \"shop\", type: \"client\"), \"shop\") { responsetime = 0.803 }",
             "service(id(name: \"carts\", type: \"AWS::DynamoDB::Table\")) { inferred AND duration = 0.012 }",
             "edge(\"shop\", \"carts\")",
             "rootcause.fault.exception { name = \"LimitError\" AND message CONTAINS \"limit\" AND last }",
             "rootcause.fault.entity { name = \"book\" AND last }",
             "rootcause.json = #[{ \"ClientImpacting\": false, \"Services\": [{ \"Name\": \"ledger\" }] }]",
         }) {
        INFO(text);
        CHECK(matches_documents(text));
    }
}

TEST_CASE("filter: does not find what documents do not say", "[filter]") {
    for (const char* text : {
             "fault",
             "error",
             "annotation.items = \"3\"",
             "service(\"shop\") { fault }",
             "service(\"shop\") { annotation[account.kind] }",
             "edge(\"shop\", \"ledger\") { fault }",
             "edge(\"ledger\", \"shop\")",
             "service(\"DynamoDB\")",
             "rootcause.fault.service { name = \"shop\" }",
         }) {
        INFO(text);
        CHECK_FALSE(matches_documents(text));
    }
}

}  // namespace
}  // namespace xray::filter
