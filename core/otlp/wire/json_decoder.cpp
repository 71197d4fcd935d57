// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <charconv>
#include <limits>
#include <optional>
#include <stdexcept>
#include <utility>

#include "core/json/document_parser.hpp"
#include "core/json/json_members.hpp"
#include "core/otlp/wire/decode_budget.hpp"
#include "core/otlp/wire/trace_data.hpp"
#include "core/text/hex.hpp"

namespace xray::otlp {
namespace {

namespace json = boost::json;

// Thrown within this file only, and caught by decode_json.
struct Malformed : std::runtime_error {
    using std::runtime_error::runtime_error;
};

[[noreturn]] void refuse(std::string_view name, std::string_view wanted) {
    throw Malformed("\"" + std::string(name) + "\" must be " + std::string(wanted));
}

std::string_view text_in(const json::object& object, std::string_view name) {
    const json::value* value = member(object, name);
    // Not a view of nothing: Boost.JSON hands its pointer to memcpy.
    if (value == nullptr) return "";
    const json::string* text = value->if_string();
    if (text == nullptr) refuse(name, "a string");
    return {text->data(), text->size()};
}

const json::object* object_in(const json::object& object, std::string_view name) {
    const json::value* value = member(object, name);
    if (value != nullptr && !value->is_object()) refuse(name, "an object");
    return value == nullptr ? nullptr : value->if_object();
}

// Calls `read` with every object of a list; a list that is absent is empty.
template <class Read>
void for_each_in(const json::object& object, std::string_view name, const Read& read) {
    const json::value* list = member(object, name);
    if (list == nullptr) return;
    if (!list->is_array()) refuse(name, "an array");
    for (const json::value& item : list->get_array()) {
        if (!item.is_object()) refuse(name, "an array of objects");
        read(item.get_object());
    }
}

template <class Number>
Number number_from(std::string_view text, std::string_view name) {
    Number number{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size()) refuse(name, "a number");
    return number;
}

// 64-bit integers travel as text, since JavaScript's numbers cannot hold them; numbers are taken as well.
template <class Integer>
Integer integer_from(const json::value& value, std::string_view name) {
    if (const json::string* text = value.if_string()) {
        return number_from<Integer>({text->data(), text->size()}, name);
    }
    json::error_code failed;
    const auto number = value.to_number<Integer>(failed);
    if (failed) refuse(name, "an integer");
    return number;
}

std::uint64_t time_in(const json::object& object, std::string_view name) {
    const json::value* value = member(object, name);
    return value == nullptr ? 0 : integer_from<std::uint64_t>(*value, name);
}

double real_from(const json::value& value) {
    const json::string* text = value.if_string();
    if (text == nullptr) {
        if (!value.is_number()) refuse("doubleValue", "a number");
        return value.to_number<double>();
    }
    if (*text == "NaN") return std::numeric_limits<double>::quiet_NaN();
    if (*text == "Infinity") return std::numeric_limits<double>::infinity();
    if (*text == "-Infinity") return -std::numeric_limits<double>::infinity();
    return number_from<double>({text->data(), text->size()}, "doubleValue");
}

std::string id_in(const json::object& object, std::string_view name) {
    const std::string_view hex = text_in(object, name);
    std::vector<std::uint8_t> bytes(hex.size() / 2);
    if (!parse_hex(hex, bytes)) refuse(name, "a hex string");
    return {bytes.begin(), bytes.end()};
}

Attributes attributes_in(const json::object& object, std::string_view name, int depth, DecodeBudget& budget);

// An AnyValue: an object whose one member says the type.
json::value value_from(const json::object& any, int depth, DecodeBudget& budget) {
    if (depth == 0) throw BeyondBounds("an attribute is nested too deeply");
    for (const auto& [key, value] : any) {
        if (value.is_null()) continue;
        if (key == "stringValue") return json::string(text_in(any, "stringValue"));
        if (key == "bytesValue") return json::string(text_in(any, "bytesValue"));
        if (key == "boolValue") {
            if (!value.is_bool()) refuse("boolValue", "a boolean");
            return value.get_bool();
        }
        if (key == "intValue") return integer_from<std::int64_t>(value, "intValue");
        if (key == "doubleValue") return real_from(value);
        if (key == "kvlistValue") {
            return attributes_in(*object_in(any, "kvlistValue"), "values", depth - 1, budget);
        }
        if (key == "arrayValue") {
            json::array array;
            for_each_in(*object_in(any, "arrayValue"), "values", [&](const json::object& item) {
                budget.add_part();
                array.push_back(value_from(item, depth - 1, budget));
            });
            return array;
        }
    }
    return nullptr;
}

Attributes attributes_in(const json::object& object, std::string_view name, int depth, DecodeBudget& budget) {
    Attributes attributes;
    for_each_in(object, name, [&](const json::object& entry) {
        budget.add_part();
        const json::object* value = object_in(entry, "value");
        attributes[text_in(entry, "key")] =
            value == nullptr ? json::value(nullptr) : value_from(*value, depth, budget);
    });
    return attributes;
}

// The number of an enum that may also come by its name; `names` are in the order of the numbers.
template <std::size_t N>
std::size_t enum_in(const json::object& object, std::string_view name,
                    const std::array<std::string_view, N>& names) {
    const json::value* value = member(object, name);
    if (value == nullptr) return 0;
    if (const json::string* text = value->if_string()) {
        for (std::size_t i = 0; i < N; ++i) {
            if (*text == json::string_view(names[i].data(), names[i].size())) return i;
        }
    }
    const auto number = integer_from<std::int64_t>(*value, name);
    return number >= 0 && static_cast<std::size_t>(number) < N ? static_cast<std::size_t>(number) : 0;
}

constexpr std::array<std::string_view, 6> kKinds{"SPAN_KIND_UNSPECIFIED", "SPAN_KIND_INTERNAL",
                                                 "SPAN_KIND_SERVER",      "SPAN_KIND_CLIENT",
                                                 "SPAN_KIND_PRODUCER",    "SPAN_KIND_CONSUMER"};
constexpr std::array<std::string_view, 3> kStatuses{"STATUS_CODE_UNSET", "STATUS_CODE_OK",
                                                    "STATUS_CODE_ERROR"};

Span span_from(const json::object& object, DecodeBudget& budget) {
    budget.begin_span();
    Span span;
    span.trace_id = id_in(object, "traceId");
    span.span_id = id_in(object, "spanId");
    span.parent_span_id = id_in(object, "parentSpanId");
    span.name = text_in(object, "name");
    span.kind = static_cast<SpanKind>(enum_in(object, "kind", kKinds));
    span.start_time = time_in(object, "startTimeUnixNano");
    span.end_time = time_in(object, "endTimeUnixNano");
    span.attributes = attributes_in(object, "attributes", kMaxValueDepth, budget);
    for_each_in(object, "events", [&](const json::object& event) {
        budget.add_part();
        span.events.push_back({time_in(event, "timeUnixNano"), std::string(text_in(event, "name")),
                               attributes_in(event, "attributes", kMaxValueDepth, budget)});
    });
    for_each_in(object, "links", [&](const json::object& link) {
        budget.add_part();
        span.links.push_back({id_in(link, "traceId"), id_in(link, "spanId"),
                              attributes_in(link, "attributes", kMaxValueDepth, budget)});
    });
    if (const json::object* status = object_in(object, "status")) {
        const std::string_view code = kStatuses[enum_in(*status, "code", kStatuses)];
        span.failed = code == "STATUS_CODE_ERROR";
        span.succeeded = code == "STATUS_CODE_OK";
        span.status_message = text_in(*status, "message");
    }
    return span;
}

ResourceSpans resource_spans_from(const json::object& object, DecodeBudget& budget) {
    ResourceSpans result;
    std::size_t resource_bytes = 0;
    budget.begin_group();
    if (const json::object* resource = object_in(object, "resource")) {
        result.resource = attributes_in(*resource, "attributes", kMaxValueDepth, budget);
        resource_bytes = json::serialize(result.resource).size();
    }
    for_each_in(object, "scopeSpans", [&](const json::object& group) {
        Scope scope;
        if (const json::object* named = object_in(group, "scope")) {
            scope = {std::string(text_in(*named, "name")), std::string(text_in(*named, "version"))};
        }
        for_each_in(group, "spans", [&](const json::object& span) {
            budget.add_copies(scope.name.size() + scope.version.size(), 1);
            result.spans.push_back(span_from(span, budget));
            result.spans.back().scope = scope;
        });
    });
    budget.add_copies(resource_bytes, result.spans.size());
    return result;
}

}  // namespace

tl::expected<TraceData, std::string> decode_json(std::string_view text) {
    DocumentParser parser(DocumentParts::kAll, kMaxJsonValues);
    const std::optional<json::value> parsed = parser.parse(text, {});
    if (!parsed && parser.has_met_too_many()) {
        return tl::unexpected("more than " + std::to_string(kMaxJsonValues) + " JSON values in one request");
    }
    if (!parsed) return tl::unexpected(std::string("the body is not valid JSON"));
    if (!parsed->is_object()) return tl::unexpected(std::string("the body is not a JSON object"));
    TraceData data;
    DecodeBudget budget;
    try {
        for_each_in(parsed->get_object(), "resourceSpans", [&](const json::object& group) {
            data.resource_spans.push_back(resource_spans_from(group, budget));
        });
    } catch (const Malformed& problem) {
        return tl::unexpected("the body is not an ExportTraceServiceRequest in JSON: " +
                              std::string(problem.what()));
    } catch (const BeyondBounds& problem) {
        return tl::unexpected(std::string(problem.what()));
    }
    return data;
}

}  // namespace xray::otlp
