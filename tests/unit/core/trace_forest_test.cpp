// SPDX-License-Identifier: Apache-2.0
#include <rapidcheck.h>
#include <algorithm>
#include <catch2/catch.hpp>

#include "api/answers/trace_summary_json.hpp"
#include "core/digest/digest_maker.hpp"
#include "core/digest/trace_digest_codec.hpp"
#include "core/digest/trace_terms.hpp"
#include "core/filter/analyzer.hpp"
#include "core/filter/evaluator.hpp"
#include "core/graph/service_graph.hpp"
#include "core/otlp/to_span/document_spans.hpp"
#include "core/trace/processed_document.hpp"
#include "tests/unit/support/cyclic_documents.hpp"
#include "tests/unit/support/traces.hpp"

using nlohmann::json;
using xray::Entity;
using xray::Trace;
using xray::TraceDigest;
using xray::test::document;
using xray::test::TraceFixture;

namespace {

std::uint32_t above(const Trace& trace, std::uint32_t entity) {
    const Entity& e = trace.entities[entity];
    return e.subsegment ? e.parent : e.caller;
}

// Every climb over parents and callers ends, so each entity is below exactly one root.
bool every_climb_ends(const Trace& trace) {
    for (std::uint32_t i = 0; i < trace.entities.size(); ++i) {
        std::size_t steps = 0;
        for (std::uint32_t at = above(trace, i); at != Entity::kNone; at = above(trace, at)) {
            if (++steps > trace.entities.size()) return false;
        }
    }
    return true;
}

// A walk down from all segments and orphans meets every entity once, and children agree with parents.
bool every_walk_down_meets_each_once(const Trace& trace) {
    std::vector<std::size_t> met(trace.entities.size());
    std::vector<std::uint32_t> open = trace.segments;
    open.insert(open.end(), trace.orphans.begin(), trace.orphans.end());
    while (!open.empty()) {
        const std::uint32_t entity = open.back();
        open.pop_back();
        if (++met[entity] > 1) return false;
        for (const std::uint32_t child : trace.entities[entity].children) {
            if (trace.entities[child].parent != entity) return false;
            open.push_back(child);
        }
    }
    return std::all_of(met.begin(), met.end(), [](std::size_t times) { return times == 1; });
}

// Few ids, so that documents repeat and name one another.
std::string random_id() {
    return xray::SegmentId(*rc::gen::inRange<std::uint64_t>(1, 9)).to_string();
}

json random_entity(int depth) {
    json entity = {{"id", random_id()},
                   {"name", *rc::gen::element<std::string>("front", "back", "db")},
                   {"start_time", *rc::gen::inRange(9, 13)}};
    if (*rc::gen::arbitrary<bool>()) {
        entity["end_time"] = *rc::gen::inRange(10, 20);
    } else {
        entity["in_progress"] = true;
    }
    for (const char* flag : {"fault", "error", "throttle"}) {
        if (*rc::gen::inRange(0, 3) > 0) entity[flag] = true;
    }
    const int cause = *rc::gen::inRange(0, 3);
    if (cause == 1) entity["cause"] = random_id();
    if (cause == 2) entity["cause"] = {{"exceptions", {{{"id", random_id()}, {"type", "T"}}}}};
    if (*rc::gen::arbitrary<bool>()) entity["annotations"] = {{"key", *rc::gen::inRange(0, 3)}};
    if (*rc::gen::inRange(0, 3) == 0) entity["namespace"] = *rc::gen::element<std::string>("aws", "remote");
    const int children = depth > 0 ? *rc::gen::inRange(0, 3) : 0;
    for (int i = 0; i < children; ++i) entity["subsegments"].push_back(random_entity(depth - 1));
    return entity;
}

std::string random_document() {
    json entity = random_entity(2);
    const bool subsegment = *rc::gen::arbitrary<bool>();
    if (subsegment) entity["type"] = "subsegment";
    if (subsegment || *rc::gen::arbitrary<bool>()) entity["parent_id"] = random_id();
    return document(entity.dump());
}

std::vector<std::string> random_documents() {
    std::vector<std::string> documents;
    const int count = *rc::gen::inRange(1, 9);
    for (int i = 0; i < count; ++i) documents.push_back(random_document());
    return documents;
}

void check_digest(const TraceDigest& digest) {
    std::string bytes;
    encode_digest(digest, bytes);
    TraceDigest read;
    RC_ASSERT(decode_digest(bytes, read));
    std::string again;
    encode_digest(read, again);
    RC_ASSERT(again == bytes);

    xray::ServiceGraphBuilder builder;
    builder.add(digest);
    builder.add(digest, -1);
    RC_ASSERT(builder.finish().nodes.empty());

    std::string text;
    xray::JsonWriter writer(text);
    xray::api::write_trace_summary(writer, digest, std::nullopt);
    RC_ASSERT(json::parse(text).is_object());
    for (const char* expression : {"ok OR !ok", "service(\"back\") { fault }", "edge(\"front\", \"back\")",
                                   "rootcause.fault.service { name = \"back\" }", "annotation.key = 1"}) {
        const auto compiled = xray::filter::compile(expression);
        RC_ASSERT(compiled.has_value());
        (void)matches(*compiled, digest, {});
    }
}

void check_answers(const Trace& trace) {
    for (const std::uint32_t segment : trace.segments) {
        RC_ASSERT(json::parse(processed_document(trace, segment)).is_object());
    }
    for (const xray::InferredSegment& inferred : trace.inferred) {
        RC_ASSERT(json::parse(inferred_document(trace, inferred)).is_object());
    }
    RC_ASSERT(xray::otlp::document_spans(trace).size() == trace.entities.size());
    check_digest(make_digest(trace, {}, "000000000000"));
}

}  // namespace

TEST_CASE("forest: whatever parents documents name, every climb and every walk ends", "[trace]") {
    CHECK(rc::check("any documents", [] {
        const std::vector<std::string> documents = random_documents();
        RC_LOG() << json(documents).dump() << '\n';
        const TraceFixture fixture(documents);
        RC_ASSERT(every_climb_ends(fixture.trace));
        RC_ASSERT(every_walk_down_meets_each_once(fixture.trace));
        check_answers(fixture.trace);
    }));
}

TEST_CASE("forest: parents that form a cycle are cut once, and the trace says so", "[trace]") {
    for (const auto& [what, documents] : xray::test::cyclic_traces()) {
        INFO(what);
        std::vector<std::string> texts;
        for (const std::string& text : documents) texts.push_back(document(text));
        const TraceFixture fixture(texts);
        CHECK(every_climb_ends(fixture.trace));
        CHECK(every_walk_down_meets_each_once(fixture.trace));
        CHECK(fixture.trace.cycles_cut == (what.find("their own") == std::string::npos ? 1 : 2));
        CHECK(xray::test::summary_of(texts)["IsPartial"] == true);
        CHECK_FALSE(xray::test::graph_of(texts).is_null());
    }
    CHECK(TraceFixture({document(R"({"id":"00000000000000a1","name":"n","start_time":1,"end_time":2})")})
              .trace.cycles_cut == 0);
}

TEST_CASE("forest: a cycle is cut at its earliest segment, else at its earliest subsegment", "[trace]") {
    const auto entity = [](const std::string& id, const std::string& parent, int start, bool subsegment) {
        return document((subsegment ? R"({"type":"subsegment","id":")" : R"({"id":")") + id +
                        R"(","parent_id":")" + parent + R"(","name":"n","end_time":20,"start_time":)" +
                        std::to_string(start) + "}");
    };
    const auto root_of_cycle = [](std::vector<std::string> documents) {
        std::vector<std::string> roots;
        for (int turn = 0; turn < 3; ++turn) {
            const TraceFixture fixture(documents);
            for (std::uint32_t i = 0; i < fixture.trace.entities.size(); ++i) {
                if (above(fixture.trace, i) == Entity::kNone) {
                    roots.push_back(fixture.trace.entities[i].id.to_string());
                }
            }
            std::rotate(documents.begin(), documents.begin() + 1, documents.end());
        }
        REQUIRE(roots.size() == 3);
        CHECK((roots[0] == roots[1] && roots[1] == roots[2]));
        return roots[0];
    };
    const std::string a = "00000000000000a1";
    const std::string b = "00000000000000a2";
    const std::string c = "00000000000000a3";
    CHECK(root_of_cycle({entity(a, b, 12, true), entity(b, c, 11, true), entity(c, a, 13, true)}) == b);
    CHECK(root_of_cycle({entity(a, b, 12, true), entity(b, c, 11, true), entity(c, a, 13, false)}) == c);
    CHECK(root_of_cycle({entity(a, b, 12, false), entity(b, c, 11, true), entity(c, a, 13, false)}) == a);
}
