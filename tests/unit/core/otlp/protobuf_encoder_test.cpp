// SPDX-License-Identifier: Apache-2.0
#include "core/otlp/wire/protobuf_encoder.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <catch2/catch.hpp>

#include "core/otlp/to_span/encoded_spans.hpp"
#include "tests/unit/support/traces.hpp"

using namespace xray;
namespace json = boost::json;

namespace {

otlp::Span full_span() {
    otlp::Span span;
    span.trace_id = "0123456789abcdef";
    span.span_id = "12345678";
    span.parent_span_id = "87654321";
    span.name = "GET /";
    span.kind = otlp::SpanKind::kClient;
    span.start_time = 1'790'000'000'123'456'789;
    span.end_time = 1'790'000'000'987'654'321;
    span.attributes = {{"text", "a\xe2\x98\x83"},
                       {"none", nullptr},
                       {"yes", true},
                       {"negative", -7},
                       {"real", 0.25},
                       {"list", {1, "two", {{"three", 3}}}},
                       {"map", {{"a", {{"b", json::array()}}}}}};
    span.events.push_back({1'790'000'000'200'000'000, "cache miss", {{"key", "k"}}});
    span.links.push_back({"fedcba9876543210", "aaaabbbb", {{"why", "queue"}}});
    span.failed = true;
    span.status_message = "lost";
    span.scope = {"io.shop", "1.2"};
    return span;
}

otlp::EncodedSpan encoded(const otlp::Span& span, const otlp::Attributes& resource) {
    return {std::make_shared<const std::string>(otlp::encode_resource(resource)), otlp::encode_span(span)};
}

otlp::TraceData decoded(const std::vector<otlp::EncodedSpan>& spans) {
    auto data = otlp::decode_protobuf(otlp::encode_export_request(spans));
    REQUIRE(data);
    return std::move(*data);
}

void require_same(const otlp::Span& came, const otlp::Span& sent) {
    CHECK(came.trace_id == sent.trace_id);
    CHECK(came.span_id == sent.span_id);
    CHECK(came.parent_span_id == sent.parent_span_id);
    CHECK(came.name == sent.name);
    CHECK(came.kind == sent.kind);
    CHECK(came.start_time == sent.start_time);
    CHECK(came.end_time == sent.end_time);
    CHECK(came.attributes == sent.attributes);
    CHECK(came.failed == sent.failed);
    CHECK(came.succeeded == sent.succeeded);
    CHECK(came.status_message == sent.status_message);
    CHECK(came.scope.name == sent.scope.name);
    CHECK(came.scope.version == sent.scope.version);
    REQUIRE(came.events.size() == sent.events.size());
    for (std::size_t i = 0; i < came.events.size(); ++i) {
        CHECK(came.events[i].time == sent.events[i].time);
        CHECK(came.events[i].name == sent.events[i].name);
        CHECK(came.events[i].attributes == sent.events[i].attributes);
    }
    REQUIRE(came.links.size() == sent.links.size());
    for (std::size_t i = 0; i < came.links.size(); ++i) {
        CHECK(came.links[i].trace_id == sent.links[i].trace_id);
        CHECK(came.links[i].span_id == sent.links[i].span_id);
        CHECK(came.links[i].attributes == sent.links[i].attributes);
    }
}

std::vector<otlp::Span> spans_of(const std::string& document) {
    otlp::DocumentSpanEncoder encoder;
    const auto trace = TraceId::parse("1-65f00000-0123456789abcdef01234567");
    std::vector<otlp::Span> spans;
    for (otlp::ResourceSpans& group :
         decoded(encoder.encode(*trace, test::document(document))).resource_spans) {
        CHECK(group.resource == otlp::Attributes{{"service.name", "shop"}});
        for (otlp::Span& span : group.spans) spans.push_back(std::move(span));
    }
    return spans;
}

}  // namespace

TEST_CASE("protobuf encoder: a span is decoded as it was", "[otlp]") {
    const otlp::Attributes resource{{"service.name", "shop"}, {"tags", {"a", "b"}}};
    const otlp::TraceData data = decoded({encoded(full_span(), resource)});
    REQUIRE(data.resource_spans.size() == 1);
    CHECK(data.resource_spans[0].resource == resource);
    REQUIRE(data.resource_spans[0].spans.size() == 1);
    require_same(data.resource_spans[0].spans[0], full_span());
}

TEST_CASE("protobuf encoder: a span that says next to nothing", "[otlp]") {
    otlp::Span span;
    span.trace_id = "0123456789abcdef";
    span.span_id = "12345678";
    const otlp::TraceData data = decoded({encoded(span, {})});
    REQUIRE(otlp::span_count(data) == 1);
    require_same(data.resource_spans[0].spans[0], span);
}

TEST_CASE("protobuf encoder: status OK", "[otlp]") {
    otlp::Span span = full_span();
    span.failed = false;
    span.succeeded = true;
    require_same(decoded({encoded(span, {})}).resource_spans[0].spans[0], span);
}

TEST_CASE("protobuf encoder: neighbours of one resource share it", "[otlp]") {
    const otlp::EncodedSpan one = encoded(full_span(), {{"service.name", "a"}});
    const otlp::EncodedSpan other = encoded(full_span(), {{"service.name", "b"}});
    const otlp::TraceData data = decoded({one, one, other, one});
    REQUIRE(data.resource_spans.size() == 3);
    CHECK(data.resource_spans[0].spans.size() == 2);
    CHECK(data.resource_spans[1].resource.at("service.name") == "b");
    CHECK(decoded({}).resource_spans.empty());
}

TEST_CASE("protobuf encoder: what nests too deeply is text, and no number is lost", "[otlp]") {
    json::value deep = 1;
    for (int i = 0; i < otlp::kMaxValueDepth + 20; ++i) deep = json::array{deep};
    otlp::Span span = full_span();
    span.attributes = {{"deep", deep}, {"large", 18'446'744'073'709'551'615U}};
    // The decoder refuses what nests deeper than it reads.
    const otlp::Span came = decoded({encoded(span, {})}).resource_spans[0].spans[0];
    CHECK(came.attributes.at("large") == 18'446'744'073'709'551'616.0);
    CHECK(came.attributes.at("deep").is_array());
}

TEST_CASE("document span encoder: a segment and what is in it", "[otlp]") {
    const auto spans = spans_of(
        R"({"id":"70de5b6f19ff9a0a","name":"shop","start_time":1790000000.25,"end_time":1790000001.5,
            "parent_id":"1111111111111111","fault":true,"cause":{"exceptions":[{"type":"E","message":"lost"}]},
            "subsegments":[
              {"id":"53995c3f42cd8ad8","name":"pay","namespace":"remote","start_time":1790000000.5,"end_time":1790000001},
              {"id":"2222222222222222","name":"begun","start_time":1790000000.5,"in_progress":true}]})");
    REQUIRE(spans.size() == 2);  // the one in progress is left out
    CHECK(spans[0].trace_id ==
          "\x65\xf0" + std::string(2, '\0') + "\x01\x23\x45\x67\x89\xab\xcd\xef\x01\x23\x45\x67");
    CHECK(spans[0].parent_span_id == "\x11\x11\x11\x11\x11\x11\x11\x11");
    CHECK(spans[0].kind == otlp::SpanKind::kServer);
    CHECK(spans[0].start_time == 1'790'000'000'250'000'000);
    CHECK(spans[0].end_time == 1'790'000'001'500'000'000);
    CHECK(spans[0].failed);
    CHECK(spans[0].status_message == "lost");
    REQUIRE(spans[0].events.size() == 1);
    CHECK(spans[0].events[0].name == "exception");
    CHECK(spans[0].events[0].time == spans[0].end_time);
    CHECK(spans[1].parent_span_id == spans[0].span_id);
    CHECK(spans[1].name == "pay");
    CHECK(spans[1].kind == otlp::SpanKind::kClient);
    CHECK(spans[1].attributes.at("peer.service") == "pay");
}
