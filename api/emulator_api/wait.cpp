// SPDX-License-Identifier: Apache-2.0
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>

#include "api/context/context.hpp"
#include "api/emulator_api/trace_wait.hpp"
#include "api/http/error_response.hpp"
#include "api/http/http_message.hpp"
#include "api/request/request_reader.hpp"

namespace xray::api {
namespace {

using nlohmann::json;

constexpr std::int64_t kMaxCount = 10'000;
constexpr double kMaxTimeoutSeconds = 3600;

tl::unexpected<Error> misuse(std::string message) {
    return fail(ErrorCode::kInvalidRequest, std::move(message));
}

Result<void> read_count(const json& value, TraceWait::Criteria& criteria) {
    const bool whole = value.is_number_integer();
    if (!whole || value.get<double>() < 1 || value.get<double>() > static_cast<double>(kMaxCount)) {
        return misuse("\"Count\" must be a whole number from 1 to " + std::to_string(kMaxCount));
    }
    criteria.count = value.get<std::size_t>();
    return {};
}

Result<void> read_timeout(const json& value, TraceWait::Criteria& criteria) {
    const double seconds = value.is_number() ? value.get<double>() : -1;
    if (!(seconds >= 0 && seconds <= kMaxTimeoutSeconds)) {
        return misuse("\"TimeoutSeconds\" must be a number from 0 to 3600");
    }
    criteria.timeout = std::chrono::milliseconds(static_cast<std::int64_t>(seconds * 1000));
    return {};
}

Result<void> read_member(const std::string& name, const json& value, std::string& expression,
                         TraceWait::Criteria& criteria) {
    if (name == "Count") return read_count(value, criteria);
    if (name == "TimeoutSeconds") return read_timeout(value, criteria);
    if (name == "Partial") {
        if (!value.is_boolean()) return misuse("\"Partial\" must be true or false");
        criteria.partial = value.get<bool>();
        return {};
    }
    if (name == "FilterExpression") {
        if (!value.is_string()) return misuse("\"FilterExpression\" must be a string");
        expression = value.get<std::string>();
        return {};
    }
    return misuse("Unknown member \"" + name +
                  "\"; there are FilterExpression, Count, TimeoutSeconds and Partial");
}

struct Question {
    std::string expression;
    TraceWait::Criteria criteria;
};

Result<Question> read_question(const HttpRequest& request) {
    const Result<json> body = parse_body(request.body);
    if (!body) return tl::unexpected(body.error());
    Question question;
    for (const auto& [name, value] : body->items()) {
        if (value.is_null()) continue;
        const Result<void> read = read_member(name, value, question.expression, question.criteria);
        if (!read) return tl::unexpected(read.error());
    }
    return question;
}

}  // namespace

// POST /_emulator/wait with {"FilterExpression":…,"Count":1,"TimeoutSeconds":5,"Partial":false}, all of them
// optional: answers as soon as at least Count traces match (TraceWait), at once or, by `later`, when they
// have come. An expression that is not understood is answered as GetTraceSummaries answers it, any other
// misuse with 400.
HttpResponse wait_for_traces(Context& context, const HttpRequest& request) {
    Result<Question> question = read_question(request);
    if (!question) return plain_error(400, question.error().message);
    Result<TraceFilter> filter = TraceFilter::compile(context, question->expression);
    if (!filter) return error_response(filter.error());
    question->criteria.filter = std::move(*filter);
    const auto wait = std::make_shared<TraceWait>(context, std::move(question->criteria));
    // In this order, nothing falls between the look at the store and the watching.
    context.watch.add(wait);
    if (std::optional<HttpResponse> answer = wait->look_at_all()) return std::move(*answer);
    HttpResponse response;
    response.later = wait;
    return response;
}

}  // namespace xray::api
