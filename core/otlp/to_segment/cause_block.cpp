// SPDX-License-Identifier: Apache-2.0
#include "core/otlp/to_segment/cause_block.hpp"

#include <algorithm>
#include <boost/json/array.hpp>
#include <cstddef>
#include <span>
#include <string>

#include "core/otlp/to_segment/http_block.hpp"
#include "core/otlp/to_segment/span_documents.hpp"
#include "core/otlp/to_segment/stack_trace.hpp"

namespace xray::otlp {
namespace {

namespace json = boost::json;

// Keeps the ids of exceptions apart from others that are derived from the same span.
constexpr std::uint64_t kExceptionSalt = 0x6578'6300'0000'0000;

// Ours. Of one span, all its events together. OpenTelemetry's SDKs keep 128 events a span.
constexpr std::size_t kMaxExceptions = 1000;
constexpr std::size_t kMaxFrames = 20'000;

class Cause {
public:
    Cause(const Span& span, const TraceId& trace)
        : trace_(trace),
          span_(segment_id_of(span.span_id)),
          remote_(span.kind == SpanKind::kClient || span.kind == SpanKind::kProducer) {}

    void add_thrown(const Event& event, std::string_view language) {
        if (exceptions_.size() >= kMaxExceptions) return;
        std::vector<ThrownException> chain =
            read_stack_trace(language, attribute_text(event.attributes, "exception.stacktrace"));
        chain.front().type = attribute_text(event.attributes, "exception.type");
        chain.front().message = attribute_text(event.attributes, "exception.message");
        for (std::size_t i = 0; i < chain.size(); ++i) {
            json::object& added = add(chain[i].type, chain[i].message);
            if (i == 0) added["remote"] = remote_;
            add_stack(chain[i], added);
            if (i + 1 < chain.size()) added["cause"] = id_at(exceptions_.size()).to_string();
        }
    }

    // A failed attempt of an AWS call, as ADOT's Java agent tells of it.
    void add_failed_request(const Event& event) {
        const std::optional<std::int64_t> status = http_status(event.attributes);
        const std::string text = attribute_text(event.attributes, "aws.http.error_message");
        if (!status || text.empty() || exceptions_.size() >= kMaxExceptions) return;
        std::string micros = std::to_string(event.time / 1000 % 1'000'000);
        micros.insert(0, 6 - micros.size(), '0');
        const std::string time = std::to_string(event.time / 1'000'000'000) + "." + micros;
        add("aws.http.error.event", std::to_string(*status) + "@" + time + "@" + text)["remote"] = true;
    }

    void add_message(std::string_view message) { add({}, message); }

    [[nodiscard]] std::optional<json::object> take() {
        if (exceptions_.empty()) return std::nullopt;
        return json::object{{"exceptions", std::move(exceptions_)}};
    }

private:
    [[nodiscard]] SegmentId id_at(std::size_t index) const {
        return derived_segment_id(trace_, span_, kExceptionSalt + index);
    }

    json::object& add(std::string_view type, std::string_view message) {
        json::object exception{{"id", id_at(exceptions_.size()).to_string()}};
        set_text(exception, "type", type);
        set_text(exception, "message", message);
        exceptions_.push_back(std::move(exception));
        return exceptions_.back().get_object();
    }

    // `truncated` is the schema's word for the frames that were left out.
    void add_stack(const ThrownException& thrown, json::object& exception) {
        const std::size_t told = std::min(thrown.stack.size(), kMaxFrames - frames_);
        const std::size_t left_out = thrown.frames_left_out + thrown.stack.size() - told;
        frames_ += told;
        if (told > 0) exception["stack"] = stack_of(std::span(thrown.stack).first(told));
        if (left_out > 0) exception["truncated"] = left_out;
    }

    static json::array stack_of(std::span<const StackFrame> frames) {
        json::array stack;
        for (const StackFrame& frame : frames) {
            json::object entry;
            set_text(entry, "path", frame.path);
            entry["line"] = frame.line;
            set_text(entry, "label", frame.label);
            stack.push_back(std::move(entry));
        }
        return stack;
    }

    TraceId trace_;
    SegmentId span_;
    bool remote_;
    json::array exceptions_;
    std::size_t frames_ = 0;  // of all of them
};

}  // namespace

OutcomeFlags outcome_of(const Span& span) {
    const std::int64_t status = http_status(span.attributes).value_or(0);
    if (status >= 400 && status <= 499) return {false, true, status == 429};
    if (status >= 500 && status <= 599) return {true, false, false};
    return {span.failed, false, false};
}

std::optional<json::object> make_cause(const Span& span, const TraceId& trace, const Attributes& resource,
                                       SpanAttributes& attributes) {
    Cause cause(span, trace);
    const std::string language = attribute_text(resource, "telemetry.sdk.language");
    const bool aws_call = attribute_text(span.attributes, "rpc.system") == "aws-api";
    for (const Event& event : span.events) {
        if (event.name == "exception") {
            cause.add_thrown(event, language);
        } else if (aws_call && event.name == "HTTP request failure") {
            cause.add_failed_request(event);
        }
    }
    std::optional<json::object> thrown = cause.take();
    if (thrown || !span.failed) return thrown;
    attributes.consume("http.status_text");
    const std::string message = span.status_message.empty()
                                    ? attribute_text(span.attributes, "http.status_text")
                                    : span.status_message;
    if (!message.empty()) cause.add_message(message);
    return cause.take();
}

}  // namespace xray::otlp
