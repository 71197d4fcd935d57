// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/json/object.hpp>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

// OpenTelemetry's trace data (opentelemetry-proto 1.x, trace/v1/trace.proto), without trace state, flags,
// dropped counts and the attributes of scopes.
namespace xray::otlp {

// AnyValues are JSON values: bytes are base64 text, a value that is not set is null.
using Attributes = boost::json::object;

enum class SpanKind { kUnspecified, kInternal, kServer, kClient, kProducer, kConsumer };

struct Event {
    std::uint64_t time = 0;  // nanoseconds since the epoch
    std::string name;
    Attributes attributes;
};

// Ids are bytes as they came, of whatever length: whether they are good is for the rules to say.
struct Link {
    std::string trace_id;
    std::string span_id;
    Attributes attributes;
};

// What made a span: an instrumentation library.
struct Scope {
    std::string name;
    std::string version;
};

struct Span {
    std::string trace_id;
    std::string span_id;
    std::string parent_span_id;
    std::string name;
    SpanKind kind = SpanKind::kUnspecified;
    std::uint64_t start_time = 0;  // nanoseconds since the epoch
    std::uint64_t end_time = 0;
    Attributes attributes;
    std::vector<Event> events;
    std::vector<Link> links;
    bool failed = false;     // status code ERROR
    bool succeeded = false;  // status code OK, which a person has to set
    std::string status_message;
    Scope scope;
};

struct ResourceSpans {
    Attributes resource;
    std::vector<Span> spans;
};

struct TraceData {
    std::vector<ResourceSpans> resource_spans;
};

// Ours: how deep arrays and maps may nest in an attribute.
inline constexpr int kMaxValueDepth = 64;

// Reads an ExportTraceServiceRequest. An error is a text that says what is wrong with the message.
[[nodiscard]] tl::expected<TraceData, std::string> decode_protobuf(std::string_view message);

// The same from OTLP's JSON form: names in lowerCamelCase, ids in hex, 64-bit numbers as text or number,
// enums as number or name; unknown members are passed over.
[[nodiscard]] tl::expected<TraceData, std::string> decode_json(std::string_view text);

[[nodiscard]] std::size_t span_count(const TraceData& data);

}  // namespace xray::otlp
