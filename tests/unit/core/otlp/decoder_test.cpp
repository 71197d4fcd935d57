// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <protozero/pbf_writer.hpp>

#include "core/otlp/wire/export_response.hpp"
#include "core/otlp/wire/trace_data.hpp"
#include "core/text/base64.hpp"

using namespace xray;
using namespace xray::otlp;
using protozero::pbf_writer;

namespace {

void add_attribute(pbf_writer& owner, protozero::pbf_tag_type tag, const std::string& key,
                   const std::string& any) {
    pbf_writer entry(owner, tag);
    entry.add_string(1, key);
    entry.add_message(2, any);
}

template <class Fill>
std::string message(const Fill& fill) {
    std::string out;
    pbf_writer writer(out);
    fill(writer);
    return out;
}

std::string whole_request() {
    const std::string text = message([](pbf_writer& any) { any.add_string(1, "x"); });
    const std::string status = message([](pbf_writer& s) {
        s.add_string(2, "bad");
        s.add_enum(3, 2);
    });
    const std::string span = message([&](pbf_writer& s) {
        s.add_bytes(1, std::string(16, '\1'));
        s.add_bytes(2, std::string(8, '\2'));
        s.add_string(3, "state");
        s.add_bytes(4, std::string(8, '\3'));
        s.add_string(5, "name");
        s.add_enum(6, 3);
        s.add_fixed64(7, 10);
        s.add_fixed64(8, 20);
        add_attribute(s, 9, "text", text);
        add_attribute(s, 9, "bool", message([](pbf_writer& any) { any.add_bool(2, true); }));
        add_attribute(s, 9, "int", message([](pbf_writer& any) { any.add_int64(3, -5); }));
        add_attribute(s, 9, "real", message([](pbf_writer& any) { any.add_double(4, 0.5); }));
        add_attribute(s, 9, "array", message([&](pbf_writer& any) {
                          pbf_writer array(any, 5);
                          array.add_message(1, text);
                      }));
        add_attribute(s, 9, "map", message([&](pbf_writer& any) {
                          pbf_writer map(any, 6);
                          add_attribute(map, 1, "k", text);
                      }));
        add_attribute(s, 9, "bytes", message([](pbf_writer& any) { any.add_bytes(7, "\1\2"); }));
        pbf_writer event(s, 11);
        event.add_fixed64(1, 15);
        event.add_string(2, "exception");
        add_attribute(event, 3, "text", text);
        event.commit();
        pbf_writer link(s, 13);
        link.add_bytes(1, std::string(16, '\4'));
        link.add_bytes(2, std::string(8, '\5'));
        link.commit();
        s.add_message(15, status);
    });
    return message([&](pbf_writer& request) {
        pbf_writer group(request, 1);
        pbf_writer resource(group, 1);
        add_attribute(resource, 1, "service.name", text);
        resource.commit();
        pbf_writer scope(group, 2);
        scope.add_message(2, span);
    });
}

constexpr const char* kSameInJson = R"({"resourceSpans":[{"resource":{"attributes":[
    {"key":"service.name","value":{"stringValue":"x"}}]},"scopeSpans":[{"scope":{"name":"s"},"spans":[{
    "traceId":"01010101010101010101010101010101","spanId":"0202020202020202","parentSpanId":"0303030303030303",
    "traceState":"state","name":"name","kind":KIND,"startTimeUnixNano":"10","endTimeUnixNano":20,"attributes":[
    {"key":"text","value":{"stringValue":"x"}},{"key":"bool","value":{"boolValue":true}},
    {"key":"int","value":{"intValue":"-5"}},{"key":"real","value":{"doubleValue":0.5}},
    {"key":"array","value":{"arrayValue":{"values":[{"stringValue":"x"}]}}},
    {"key":"map","value":{"kvlistValue":{"values":[{"key":"k","value":{"stringValue":"x"}}]}}},
    {"key":"bytes","value":{"bytesValue":"AQI="}}],
    "events":[{"timeUnixNano":"15","name":"exception","attributes":[{"key":"text","value":{"stringValue":"x"}}]}],
    "links":[{"traceId":"04040404040404040404040404040404","spanId":"0505050505050505"}],
    "status":{"message":"bad","code":STATUS}}]}]}]})";

std::string same_in_json(std::string_view kind, std::string_view status) {
    std::string text = kSameInJson;
    text.replace(text.find("KIND"), 4, kind);
    text.replace(text.find("STATUS"), 6, status);
    return text;
}

void check_whole(const tl::expected<TraceData, std::string>& data) {
    REQUIRE(data);
    REQUIRE(span_count(*data) == 1);
    REQUIRE(data->resource_spans[0].resource == Attributes{{"service.name", "x"}});
    const Span& span = data->resource_spans[0].spans[0];
    REQUIRE(span.trace_id == std::string(16, '\1'));
    REQUIRE(span.span_id == std::string(8, '\2'));
    REQUIRE(span.parent_span_id == std::string(8, '\3'));
    REQUIRE(span.name == "name");
    REQUIRE(span.kind == SpanKind::kClient);
    REQUIRE(span.start_time == 10);
    REQUIRE(span.end_time == 20);
    REQUIRE(span.attributes == Attributes{{"text", "x"},
                                          {"bool", true},
                                          {"int", -5},
                                          {"real", 0.5},
                                          {"array", {"x"}},
                                          {"map", Attributes{{"k", "x"}}},
                                          {"bytes", "AQI="}});
    REQUIRE(span.events.size() == 1);
    REQUIRE(span.events[0].time == 15);
    REQUIRE(span.events[0].attributes == Attributes{{"text", "x"}});
    REQUIRE(span.links.size() == 1);
    REQUIRE(span.links[0].span_id == std::string(8, '\5'));
    REQUIRE(span.failed);
    REQUIRE(span.status_message == "bad");
}

}  // namespace

TEST_CASE("otlp: everything of a protobuf request is read", "[otlp]") {
    check_whole(decode_protobuf(whole_request()));
    REQUIRE(span_count(*decode_protobuf("")) == 0);
}

TEST_CASE("otlp: JSON with enums by number and by name", "[otlp]") {
    check_whole(decode_json(same_in_json("3", "2")));
    check_whole(decode_json(same_in_json("\"SPAN_KIND_CLIENT\"", "\"STATUS_CODE_ERROR\"")));
    REQUIRE(span_count(*decode_json(R"({"resourceSpans":[{}],"unknown":1})")) == 0);
}

TEST_CASE("otlp: every cut of a protobuf request is read or refused, never more", "[otlp]") {
    const std::string whole = whole_request();
    for (std::size_t length = 1; length < whole.size(); ++length) {
        REQUIRE_FALSE(decode_protobuf(std::string_view(whole).substr(0, length)));
    }
    for (std::size_t i = 0; i < whole.size(); ++i) {
        std::string damaged = whole;
        damaged[i] = static_cast<char>(damaged[i] ^ 0x55);
        const auto data = decode_protobuf(damaged);
        if (!data) REQUIRE_FALSE(data.error().empty());
    }
}

TEST_CASE("otlp: values that nest too deep are refused", "[otlp]") {
    std::string any = message([](pbf_writer& value) { value.add_bool(2, true); });
    std::string json = R"({"boolValue":true})";
    for (int i = 0; i < 80; ++i) {
        any = message([&](pbf_writer& value) {
            pbf_writer array(value, 5);
            array.add_message(1, any);
        });
        json = R"({"arrayValue":{"values":[)" + json + "]}}";
    }
    const std::string request = message([&](pbf_writer& r) {
        pbf_writer group(r, 1);
        pbf_writer resource(group, 1);
        add_attribute(resource, 1, "deep", any);
    });
    REQUIRE_FALSE(decode_protobuf(request));
    REQUIRE_FALSE(decode_json(R"({"resourceSpans":[{"resource":{"attributes":[{"key":"deep","value":)" +
                              json + "}]}}]}"));
}

TEST_CASE("otlp: JSON of the wrong shape is refused with a reason", "[otlp]") {
    for (const char* text :
         {"", "x", "[]", R"({"resourceSpans":1})", R"({"resourceSpans":[1]})",
          R"({"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"0g"}]}]}]})",
          R"({"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"012"}]}]}]})",
          R"({"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":5}]}]}]})",
          R"({"resourceSpans":[{"scopeSpans":[{"spans":[{"startTimeUnixNano":"-1"}]}]}]})",
          R"({"resourceSpans":[{"scopeSpans":[{"spans":[{"kind":"SPAN_KIND_ODD"}]}]}]})",
          R"({"resourceSpans":[{"resource":{"attributes":[{"key":"a","value":{"intValue":"x"}}]}}]})",
          R"({"resourceSpans":[{"resource":{"attributes":[{"key":"a","value":{"boolValue":1}}]}}]})",
          R"({"resourceSpans":[{"resource":{"attributes":[{"key":"a","value":{"arrayValue":[]}}]}}]})"}) {
        INFO(text);
        const auto data = decode_json(text);
        REQUIRE_FALSE(data);
        REQUIRE_FALSE(data.error().empty());
    }
}

TEST_CASE("otlp: answers in both encodings", "[otlp]") {
    REQUIRE(encode_export_response(Encoding::kProtobuf, 0, "").empty());
    REQUIRE(encode_export_response(Encoding::kJson, 0, "") == "{}");
    REQUIRE(encode_export_response(Encoding::kProtobuf, 2, "no") ==
            std::string("\x0a\x06\x08\x02\x12\x02no"));
    REQUIRE(encode_export_response(Encoding::kJson, 2, "no") ==
            R"({"partialSuccess":{"rejectedSpans":"2","errorMessage":"no"}})");
    REQUIRE(encode_status(Encoding::kProtobuf, 3, "no") == std::string("\x08\x03\x12\x02no"));
    REQUIRE(encode_status(Encoding::kJson, 3, "no") == R"({"code":3,"message":"no"})");
}

TEST_CASE("base64: forth and back, with and without padding", "[otlp]") {
    const std::vector<std::pair<std::string, std::string>> pairs{
        {"", ""},        {"f", "Zg=="},        {"fo", "Zm8="},
        {"foo", "Zm9v"}, {"foob", "Zm9vYg=="}, {"\xff\xfe\xfd", "//79"}};
    for (const auto& [bytes, text] : pairs) {
        REQUIRE(encode_base64(bytes) == text);
        REQUIRE(decode_base64(text) == bytes);
        REQUIRE(decode_base64(text.substr(0, text.find('='))) == bytes);
        REQUIRE(decode_base64(text + "\n") == bytes);
    }
    for (const char* bad : {"A", "Zg=a", "Zm9v!", "Zm 9v", "=====", "Zm9vY"}) {
        INFO(bad);
        REQUIRE_FALSE(decode_base64(bad));
    }
}
