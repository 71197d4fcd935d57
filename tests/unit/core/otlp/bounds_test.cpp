// SPDX-License-Identifier: Apache-2.0
// What one request may become in memory: small messages of many empty things, and things told many times.
#include <catch2/catch.hpp>
#include <protozero/pbf_writer.hpp>

#include "core/otlp/wire/limits.hpp"
#include "core/otlp/wire/trace_data.hpp"

using namespace xray::otlp;
using protozero::pbf_writer;

namespace {

template <class Fill>
std::string message(const Fill& fill) {
    std::string out;
    pbf_writer writer(out);
    fill(writer);
    return out;
}

std::string repeated(std::string_view text, std::size_t times) {
    std::string all;
    all.reserve(text.size() * times);
    for (std::size_t i = 0; i < times; ++i) all += text;
    return all;
}

// A field of no bytes.
std::string empty_field(std::uint32_t number) {
    return message([number](pbf_writer& writer) { writer.add_message(number, std::string()); });
}

std::string request_of(const std::string& resource, const std::string& scope_spans) {
    return message([&](pbf_writer& request) {
        request.add_message(1, message([&](pbf_writer& group) {
                                if (!resource.empty()) group.add_message(1, resource);
                                group.add_message(2, scope_spans);
                            }));
    });
}

std::string spans(const std::string& span, std::size_t count) {
    return repeated(message([&](pbf_writer& scope) { scope.add_message(2, span); }), count);
}

std::string resource(std::size_t bytes) {
    return message([&](pbf_writer& writer) {
        writer.add_message(1, message([&](pbf_writer& attribute) {
                               attribute.add_string(1, "k");
                               attribute.add_message(2, message([&](pbf_writer& any) {
                                                         any.add_string(1, std::string(bytes, 'x'));
                                                     }));
                           }));
    });
}

std::string refusal_of(const std::string& request) {
    const auto data = decode_protobuf(request);
    return data ? "" : data.error();
}

std::string json_refusal_of(const std::string& request) {
    const auto data = decode_json(request);
    return data ? "" : data.error();
}

std::string json_spans(const std::string& span, std::size_t count) {
    std::string list = repeated(span + ",", count);
    list.pop_back();
    return R"({"resourceSpans":[{"scopeSpans":[{"spans":[)" + list + "]}]}]}";
}

}  // namespace

TEST_CASE("otlp bounds: as many spans as ten times the quota, and not one more", "[otlp]") {
    CHECK(span_count(*decode_protobuf(request_of("", spans("", kMaxSpansOfRequest)))) == kMaxSpansOfRequest);
    CHECK(refusal_of(request_of("", spans("", kMaxSpansOfRequest + 1))) ==
          "more than 100000 spans in one request");
    CHECK(json_refusal_of(json_spans("{}", kMaxSpansOfRequest)).empty());
    CHECK(json_refusal_of(json_spans("{}", kMaxSpansOfRequest + 1)) ==
          "more than 100000 spans in one request");
    // Over any number of resources.
    const std::string one = request_of("", spans("", kMaxSpansOfRequest / 2 + 1));
    CHECK(refusal_of(one + one) == "more than 100000 spans in one request");
}

TEST_CASE("otlp bounds: attributes, events and links of a span, and of a request", "[otlp]") {
    for (const std::uint32_t field : {9U, 11U, 13U}) {
        INFO("field " << field);
        CHECK(refusal_of(request_of("", spans(repeated(empty_field(field), kMaxPartsOfSpan), 1))).empty());
        CHECK(refusal_of(request_of("", spans(repeated(empty_field(field), kMaxPartsOfSpan + 1), 1))) ==
              "more than 50000 attributes, events and links in one span or resource");
    }
    CHECK(refusal_of(request_of("", spans(repeated(empty_field(11), 1000), kMaxPartsOfRequest / 1000 + 1))) ==
          "more than 2000000 attributes, events and links in one request");
    CHECK(refusal_of(repeated(empty_field(1), kMaxPartsOfRequest + 1)) ==
          "more than 2000000 attributes, events and links in one request");
    const std::string events = repeated("{},", kMaxPartsOfSpan);
    CHECK(json_refusal_of(json_spans(R"({"events":[)" + events + "{}]}", 1)) ==
          "more than 50000 attributes, events and links in one span or resource");
}

TEST_CASE("otlp bounds: lists and maps in attributes count, whatever they nest in", "[otlp]") {
    const std::string list =
        message([](pbf_writer& any) { any.add_message(5, repeated(empty_field(1), kMaxPartsOfSpan + 1)); });
    const std::string attribute = message([&](pbf_writer& entry) { entry.add_message(2, list); });
    CHECK(refusal_of(
              request_of("", spans(message([&](pbf_writer& span) { span.add_message(9, attribute); }), 1))) ==
          "more than 50000 attributes, events and links in one span or resource");
}

TEST_CASE("otlp bounds: a resource or a scope told with many spans", "[otlp]") {
    const std::string refusal =
        "more than 268435456 bytes of resources and scopes, counted once for each of their spans";
    const std::size_t megabyte = 1U << 20U;
    CHECK(refusal_of(request_of(resource(megabyte), spans("", 200))).empty());
    CHECK(refusal_of(request_of(resource(megabyte), spans("", 300))) == refusal);
    const std::string scope = message([&](pbf_writer& writer) {
        writer.add_message(
            1, message([&](pbf_writer& named) { named.add_string(1, std::string(megabyte, 'x')); }));
    });
    CHECK(refusal_of(request_of("", scope + spans("", 300))) == refusal);
    CHECK(json_refusal_of(R"({"resourceSpans":[{"scopeSpans":[{"scope":{"name":")" +
                          std::string(megabyte, 'x') + R"("},"spans":[)" + repeated("{},", 299) +
                          "{}]}]}]}") == refusal);
    CHECK(json_refusal_of(
              R"({"resourceSpans":[{"resource":{"attributes":[{"key":"k","value":{"stringValue":")" +
              std::string(megabyte, 'x') + R"("}}]},"scopeSpans":[{"spans":[)" + repeated("{},", 299) +
              "{}]}]}]}") == refusal);
}

TEST_CASE("otlp bounds: values of the JSON form, in members of no meaning too", "[otlp]") {
    CHECK(json_refusal_of(R"({"x":[)" + repeated("0,", kMaxJsonValues) + "0]}") ==
          "more than 5000000 JSON values in one request");
}

TEST_CASE("otlp bounds: an attribute without a key or a value is an attribute", "[otlp]") {
    const auto data = decode_json(
        R"({"resourceSpans":[{"scopeSpans":[{"spans":[{"attributes":[{},{"value":{"stringValue":""}}]}]}]}]})");
    REQUIRE(data);
    CHECK(data->resource_spans[0].spans[0].attributes.size() == 1);
}
