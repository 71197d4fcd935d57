// SPDX-License-Identifier: Apache-2.0
// What one trace may cost, and how much of it an answer tells.
#include <catch2/catch.hpp>

#include "core/base/limits.hpp"
#include "core/digest/digest_maker.hpp"
#include "core/digest/root_cause.hpp"
#include "core/digest/trace_digest_codec.hpp"
#include "core/trace/trace.hpp"
#include "tests/unit/support/traces.hpp"

using nlohmann::json;
using xray::SegmentId;
using xray::StepBudget;
using xray::TraceDigest;
using xray::TraceDocument;
using xray::test::document;
using xray::test::summary_of;

namespace {

std::string id_of(std::uint64_t number) {
    return SegmentId(number).to_string();
}

constexpr const char* kThrown =
    R"(,"cause":{"exceptions":[{"id":"00000000000000e1","type":"T","message":"m"}]})";

// A chain of failed segments, each below the one before, and each with `leaves` failed subsegments.
std::vector<std::string> failed_chain(std::uint64_t segments, std::uint64_t leaves) {
    const std::string failed =
        R"(,"name":"n","start_time":10,"end_time":20,"fault":true)" + std::string(kThrown);
    std::vector<std::string> documents;
    for (std::uint64_t i = 1; i <= segments; ++i) {
        const std::string id = id_of(i << 16U);
        const std::string caller = i == 1 ? "" : R"(,"parent_id":")" + id_of((i - 1) << 16U) + "\"";
        const std::string head = R"({"trace_id":")" + std::string(xray::test::kTraceId) + R"(","id":")";
        documents.push_back(head + id + "\"" + caller + failed + "}");
        for (std::uint64_t k = 1; k <= leaves; ++k) {
            documents.push_back(head + id_of((i << 16U) + k) + R"(","type":"subsegment","parent_id":")" + id +
                                "\"" + failed + "}");
        }
    }
    return documents;
}

std::vector<TraceDocument> views_of(const std::vector<std::string>& documents) {
    std::vector<TraceDocument> views;
    for (const std::string& text : documents) views.push_back({text, true});
    return views;
}

// Steps that a trace of these documents takes, from its documents to its digest.
std::uint64_t steps_of(const std::vector<std::string>& documents) {
    StepBudget budget;
    xray::TraceAssembler assembler(xray::DocumentParts::kWithoutMetadata);
    xray::Trace trace;
    REQUIRE(assembler.assemble_within(budget, {}, views_of(documents), trace));
    REQUIRE(make_digest_within(budget, trace, {}, ""));
    return budget.spent();
}

std::size_t entities_of(const json& cause) {
    std::size_t count = 0;
    for (const json& service : cause["Services"]) count += service["EntityPath"].size();
    return count;
}

}  // namespace

TEST_CASE("trace cost: a failure through thousands of services costs steps in proportion to it", "[cost]") {
    const std::uint64_t once = steps_of(failed_chain(500, 20));
    CHECK(steps_of(failed_chain(2000, 20)) < 5 * once);
    CHECK(once < 20 * 500 * 21);
}

TEST_CASE("trace cost: a failure through thousands of services is told up to a bound", "[cost]") {
    const json summary = summary_of(failed_chain(4000, 20));
    REQUIRE(summary["FaultRootCauses"].size() == 1);
    CHECK(entities_of(summary["FaultRootCauses"][0]) == xray::kMaxRootCauseEntities);
    CHECK(summary["FaultRootCauses"][0]["ClientImpacting"] == true);
}

TEST_CASE("trace cost: so many failures and exceptions are told, and no more", "[cost]") {
    std::vector<std::string> documents;
    std::string exceptions;
    for (int i = 0; i < 150; ++i) exceptions += R"({"id":"00000000000000e1","type":"T"},)";
    exceptions.pop_back();
    for (std::uint64_t i = 1; i <= xray::kMaxRootCauses + 10; ++i) {
        documents.push_back(document(R"({"id":")" + id_of(i) + R"(","name":"n","start_time":10,"end_time":11,
            "error":true,"cause":{"exceptions":[)" +
                                     exceptions + "]}}"));
    }
    const json causes = summary_of(documents)["ErrorRootCauses"];
    REQUIRE(causes.size() == xray::kMaxRootCauses);
    CHECK(causes[0]["Services"][0]["EntityPath"][0]["Exceptions"].size() == xray::kMaxRootCauseExceptions);
}

TEST_CASE("trace cost: a budget that is too small is an error at every step of the way", "[cost]") {
    const std::vector<std::string> documents = failed_chain(20, 2);
    const std::uint64_t enough = steps_of(documents);
    for (std::uint64_t steps = 0; steps < enough; ++steps) {
        StepBudget budget(steps);
        xray::TraceAssembler assembler(xray::DocumentParts::kWithoutMetadata);
        xray::Trace trace;
        const auto assembled = assembler.assemble_within(budget, {}, views_of(documents), trace);
        const auto digest = assembled ? make_digest_within(budget, trace, {}, "")
                                      : xray::Result<TraceDigest>(tl::unexpected(assembled.error()));
        REQUIRE_FALSE(digest);
        CHECK_THAT(digest.error().message, Catch::Contains("more than " + std::to_string(steps) + " steps"));
    }
}

TEST_CASE("trace cost: what stands for a digest is a partial trace at its start", "[cost]") {
    const xray::test::TraceFixture fixture(
        {document(R"({"id":"00000000000000a1","name":"n","start_time":5,"end_time":6})")});
    const TraceDigest digest = make_stand_in(fixture.trace, {3, 7'000'000, 600 * 1024});
    CHECK(digest.id == fixture.trace.id);
    CHECK(digest.start == 5'000'000);
    CHECK(digest.partial);
    CHECK(digest.limit_exceeded);
    CHECK(digest.revision == 3);
    CHECK(xray::make_stand_in({}, {1, 7'000'000, 0}).start == 7'000'000);
    std::string bytes;
    encode_digest(digest, bytes);
    TraceDigest read;
    CHECK(decode_digest(bytes, read));
}

TEST_CASE("trace cost: a summary tells annotations up to a bound, the same ones each time", "[cost]") {
    std::vector<std::string> documents;
    for (std::uint64_t i = 1; i <= 20; ++i) {
        json annotations = json::object();
        for (std::uint64_t k = 0; k < 1000; ++k) annotations["k" + std::to_string(i * 1000 + k)] = k;
        documents.push_back(document(json{
            {"id", id_of(i)},
            {"name", "n"},
            {"start_time", i},
            {"end_time", 30},
            {"annotations", annotations}}.dump()));
    }
    const json summary = summary_of(documents);
    CHECK(summary["Annotations"].size() == xray::kMaxAnnotations);
    CHECK(summary_of(documents) == summary);

    const std::string megabyte(xray::kMaxAnnotationBytes, 'x');
    const json cut = summary_of({document(json{{"id", id_of(1)},
                                               {"name", "n"},
                                               {"start_time", 1},
                                               {"end_time", 2},
                                               {"annotations", {{"a", megabyte}, {"b", "kept"}}}}
                                              .dump())});
    CHECK(cut["Annotations"].size() == 1);
    CHECK(cut["Annotations"].contains("b"));
}

TEST_CASE("trace cost: a summary lists services and users up to a bound", "[cost]") {
    std::vector<std::string> documents;
    for (std::uint64_t i = 1; i <= xray::kMaxSummaryEntries + 5; ++i) {
        documents.push_back(R"({"trace_id":")" + std::string(xray::test::kTraceId) + R"(","id":")" +
                            id_of(i) + R"(","name":"n)" + id_of(i) + R"(","user":"u)" + id_of(i) +
                            R"(","start_time":1,"end_time":2})");
    }
    const json summary = summary_of(documents);
    CHECK(summary["ServiceIds"].size() == xray::kMaxSummaryEntries);
    CHECK(summary["Users"].size() == xray::kMaxSummaryEntries);
}

TEST_CASE("trace cost: root causes tell so many bytes of exceptions, and no more", "[trace]") {
    const std::string message(100'000, 'm');
    std::vector<std::string> documents;
    for (std::uint64_t i = 1; i <= 40; ++i) {
        documents.push_back(
            R"({"trace_id":")" + std::string(xray::test::kTraceId) + R"(","id":")" + id_of(i) +
            R"(","name":"n","start_time":10,"end_time":20,"fault":true,"cause":{"exceptions":[)" +
            R"({"id":")" + id_of(i) + R"(","type":"T","message":")" + message + R"("}]}})");
    }
    const json causes = summary_of(documents)["FaultRootCauses"];
    std::size_t told = 0;
    for (const json& cause : causes) {
        for (const json& exception : cause["Services"][0]["EntityPath"][0]["Exceptions"]) {
            told += exception["Message"].get_ref<const std::string&>().size();
        }
    }
    CHECK(told <= xray::kMaxRootCauseBytes);
    CHECK(told > xray::kMaxRootCauseBytes - 2 * message.size());
    CHECK(causes.size() < documents.size());
}
