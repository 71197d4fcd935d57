// SPDX-License-Identifier: Apache-2.0
#include "emulator/client/expectation.hpp"

#include <chrono>

#include <nlohmann/json.hpp>

#include "api/groups/trace_filter.hpp"
#include "api/kit/wait_request.hpp"
#include "emulator/client/calls_condition.hpp"

namespace xray::emulator {
namespace {

using nlohmann::json;

// For the answer, beyond the time that the emulator itself waits.
constexpr std::chrono::seconds kAnswerPatience{30};

tl::expected<json, std::string> write_calls(const std::vector<std::string>& texts) {
    json calls = json::array();
    for (const std::string& text : texts) {
        const auto condition = parse_calls_condition(text);
        if (!condition) return tl::unexpected(condition.error());
        calls.push_back(
            {{"From", condition->from}, {"To", condition->to}, {condition->bound, condition->number}});
    }
    return calls;
}

std::uint64_t number_in(const json& body, const char* member) {
    const auto found = body.find(member);
    return found != body.end() && found->is_number_unsigned() ? found->get<std::uint64_t>() : 0;
}

Judgement read_judgement(const ClientAnswer& answer) {
    Judgement judgement;
    judgement.met = answer.status == 200;
    judgement.answer = answer.body;
    const json body = json::parse(answer.body, nullptr, false);
    if (!body.is_object()) return judgement;
    judgement.matched = number_in(body, "Matched");
    if (body.contains("Explanation") && body["Explanation"].is_string())
        judgement.explanation = body["Explanation"].get<std::string>();
    if (!body.contains("TraceSummaries") || !body["TraceSummaries"].is_array()) return judgement;
    for (const json& summary : body["TraceSummaries"])
        judgement.trace_ids.push_back(summary.value("Id", std::string()));
    return judgement;
}

}  // namespace

std::string to_string(const Expectation& expectation) {
    std::string text = expectation.filter.empty() ? "any trace" : expectation.filter;
    for (const std::string& id : expectation.trace_ids) text += ", --trace " + id;
    const auto add = [&](const char* option, const std::optional<std::uint64_t>& number) {
        if (number) text += std::string(", ") + option + " " + std::to_string(*number);
    };
    add("--count", expectation.count);
    add("--exactly", expectation.exactly);
    add("--at-most", expectation.at_most);
    for (const std::string& calls : expectation.calls) text += ", --calls '" + calls + "'";
    if (expectation.forbidden) text += ", --forbid";
    return text;
}

tl::expected<std::string, std::string> wait_question(const Expectation& expectation,
                                                     const Patience& patience) {
    const auto calls = write_calls(expectation.calls);
    if (!calls) return tl::unexpected(calls.error());
    json question{{"FilterExpression", expectation.filter},
                  {"Partial", expectation.partial},
                  {"TimeoutSeconds", seconds_from_micros(patience.within)}};
    if (!calls->empty()) question["Calls"] = *calls;
    if (!expectation.trace_ids.empty()) question["TraceIds"] = expectation.trace_ids;
    if (expectation.count) question["Count"] = *expectation.count;
    if (expectation.exactly) question["Exactly"] = *expectation.exactly;
    if (expectation.at_most) question["AtMost"] = *expectation.at_most;
    if (expectation.forbidden && (expectation.count || expectation.exactly || expectation.at_most))
        return tl::unexpected(
            std::string("--forbid cannot be combined with --count, --exactly or --at-most"));
    if (expectation.forbidden) question["Exactly"] = 0;
    if (patience.quiet) question["QuietSeconds"] = seconds_from_micros(*patience.quiet);
    std::string text = question.dump(-1, ' ', false, json::error_handler_t::replace);
    if (const auto read = api::read_wait_request(text); !read) return tl::unexpected(read.error().message);
    if (const auto checked = api::TraceFilter::check(expectation.filter);
        !expectation.filter.empty() && !checked) {
        return tl::unexpected("the filter " + expectation.filter + ": " + checked.error().message);
    }
    return text;
}

CommandResult<Judgement> judge(const EmulatorClient& client, const Expectation& expectation,
                               const Patience& patience) {
    const auto question = wait_question(expectation, patience);
    if (!question) return tl::unexpected(CommandFailure{kMisuse, question.error()});
    const auto wait = std::chrono::milliseconds(patience.within / 1000) + kAnswerPatience;
    const auto answer = client.send("POST", "/_emulator/wait", *question, wait);
    if (answer && (answer->status == 408 || answer->status == 409)) return read_judgement(*answer);
    const auto body = body_of(answer);
    if (!body) return tl::unexpected(body.error());
    return read_judgement(*answer);
}

}  // namespace xray::emulator
