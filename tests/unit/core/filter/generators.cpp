// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/core/filter/generators.hpp"

#include <rapidcheck.h>
#include <array>

namespace xray::filter::testing {
namespace {

constexpr std::array<std::string_view, 5> kNames{"web", "cart", "db", "AWS::Lambda", "client"};
constexpr std::array<std::string_view, 4> kKeys{"a", "b", "c.d", "]\" "};
constexpr std::array<double, 8> kNumbers{-1, 0, 0.001, 0.0005, 1, 2.5, 404, 1e7};
constexpr std::array<std::string_view, 12> kPieces{"a", "Z", "_9", " ",      "\"",         "\\",
                                                   "]", "}", "\n", "\u00e9", "\U0001F600", "fault"};

std::size_t below(std::size_t bound) {
    return *rc::gen::inRange<std::size_t>(0, bound);
}
bool flip() {
    return below(2) == 1;
}

template <class T, std::size_t N>
T pick(const std::array<T, N>& pool) {
    return pool[below(N)];
}

std::string text_value() {
    return below(4) == 0 ? random_text() : std::string(pick(kNames));
}

double number_value() {
    if (below(3) != 0) return pick(kNumbers);
    return static_cast<double>(*rc::gen::inRange<std::int64_t>(-5'000'000, 5'000'000)) / 1000.0;
}

JsonValue json_value(int depth) {
    static constexpr std::array<std::string_view, 7> kMembers{"Services", "Name",     "EntityPath", "Type",
                                                              "Inferred", "Coverage", "x\"y"};
    switch (below(depth > 0 ? 6 : 4)) {
        case 0:
            return JsonValue{nullptr};
        case 1:
            return JsonValue{flip()};
        case 2:
            return JsonValue{number_value()};
        case 3:
            return JsonValue{text_value()};
        case 4: {
            JsonArray array;
            for (std::size_t i = below(3); i > 0; --i) array.push_back(json_value(depth - 1));
            return JsonValue{std::move(array)};
        }
        default: {
            JsonObject object;
            for (std::size_t i = below(3); i > 0; --i) {
                object.push_back(JsonMember{std::string(pick(kMembers)), json_value(depth - 1)});
            }
            return JsonValue{std::move(object)};
        }
    }
}

Operator operator_between(Operator first, Operator last) {
    const auto low = static_cast<std::size_t>(first);
    return static_cast<Operator>(low + below(static_cast<std::size_t>(last) - low + 1));
}

Condition string_condition() {
    const Operator op = flip() ? operator_between(Operator::kEqual, Operator::kNotEqual)
                               : operator_between(Operator::kContains, Operator::kEndsWith);
    return Condition{op, text_value(), {}, {}};
}

Condition condition_for(KeywordType type) {
    switch (type) {
        case KeywordType::kBool:
            return Condition{operator_between(Operator::kEqual, Operator::kNotEqual), flip(), {}, {}};
        case KeywordType::kNumber:
            return Condition{
                operator_between(Operator::kEqual, Operator::kGreaterOrEqual), number_value(), {}, {}};
        case KeywordType::kString:
            return string_condition();
        case KeywordType::kAnnotation: {
            constexpr std::array kTypes{KeywordType::kBool, KeywordType::kNumber, KeywordType::kString};
            return condition_for(pick(kTypes));
        }
        case KeywordType::kGroup:
            return Condition{operator_between(Operator::kEqual, Operator::kNotEqual), text_value(), {}, {}};
        default: {
            JsonArray patterns;
            for (std::size_t i = below(3); i > 0; --i) patterns.push_back(json_value(4));
            return Condition{
                operator_between(Operator::kEqual, Operator::kNotEqual), std::move(patterns), {}, {}};
        }
    }
}

struct Place {
    Scope scope = Scope::kTrace;
    CauseKind cause = CauseKind::kResponseTime;
};

Comparison comparison_of(const KeywordInfo& info) {
    Comparison comparison;
    comparison.keyword = info.keyword;
    if (info.type == KeywordType::kAnnotation)
        comparison.key = below(4) == 0 ? "k" + random_text() : pick(kKeys);
    const bool needs_value = info.type == KeywordType::kGroup || info.type == KeywordType::kJson;
    if (needs_value || below(3) != 0) comparison.condition = condition_for(info.type);
    return comparison;
}

Comparison comparison_in(const Place& place) {
    std::vector<const KeywordInfo*> candidates;
    for (const KeywordInfo& info : all_keywords()) {
        const bool fits = !info.response_time_only || place.cause == CauseKind::kResponseTime;
        if (info.known_in(place.scope) && fits) candidates.push_back(&info);
    }
    return comparison_of(*candidates[below(candidates.size())]);
}

NodeSelector node() {
    NodeSelector selector;
    const std::size_t fields = 1 + below(7);
    if ((fields & 1U) != 0) selector.name = text_value();
    if ((fields & 2U) != 0) selector.type = text_value();
    if ((fields & 4U) != 0) selector.account_id = text_value();
    return selector;
}

Expression expression(const Place& place, int depth);

std::vector<Expression> terms(const Place& place, int depth) {
    std::vector<Expression> list;
    for (std::size_t i = 2 + below(2); i > 0; --i) list.push_back(expression(place, depth - 1));
    return list;
}

std::optional<Box<Expression>> body(Scope scope, int depth) {
    if (below(4) == 0) return std::nullopt;
    return Box<Expression>(expression(Place{scope, {}}, depth - 1));
}

Expression cause_clause(int depth) {
    constexpr std::array kScopes{Scope::kCauseService, Scope::kCauseEntity, Scope::kCauseException};
    const CauseWord word = all_cause_words()[below(all_cause_words().size())].word;
    const Place inside{kScopes[static_cast<std::size_t>(word.level)], word.kind};
    return Expression{CauseClause{word, Box<Expression>(expression(inside, depth - 1))}, {}};
}

Expression expression(const Place& place, int depth) {
    switch (depth > 0 ? below(place.scope == Scope::kTrace ? 8 : 5) : 0) {
        case 2:
            return Expression{And{terms(place, depth)}, {}};
        case 3:
            return Expression{Or{terms(place, depth)}, {}};
        case 4:
            return Expression{Not{Box<Expression>(expression(place, depth - 1))}, {}};
        case 5: {
            const NodeSelector selector = below(4) == 0 ? NodeSelector{} : node();
            return Expression{ServiceClause{selector, body(Scope::kService, depth)}, {}};
        }
        case 6:
            return Expression{EdgeClause{node(), node(), body(Scope::kEdge, depth)}, {}};
        case 7:
            return cause_clause(depth);
        default:
            return Expression{comparison_in(place), {}};
    }
}

Expression column_expression(int depth) {
    constexpr std::array kColumns{Keyword::kOk,         Keyword::kFault,    Keyword::kError,
                                  Keyword::kThrottle,   Keyword::kDuration, Keyword::kResponseTime,
                                  Keyword::kHttpStatus, Keyword::kPartial,  Keyword::kUser};
    const auto some = [&] {
        std::vector<Expression> list;
        for (std::size_t i = 2 + below(2); i > 0; --i) list.push_back(column_expression(depth - 1));
        return list;
    };
    switch (depth > 0 ? below(5) : 0) {
        case 2:
            return Expression{And{some()}, {}};
        case 3:
            return Expression{Or{some()}, {}};
        case 4:
            return Expression{Not{Box<Expression>(column_expression(depth - 1))}, {}};
        default:
            return Expression{comparison_of(keyword_info(pick(kColumns))), {}};
    }
}

// --- Digests
// --------------------------------------------------------------------------------------------------------

std::string_view maybe(std::string_view text) {
    return flip() ? text : std::string_view{};
}

// Lengths near the values of kNumbers, to a microsecond.
std::optional<Micros> length() {
    if (below(4) == 0) return std::nullopt;
    return static_cast<Micros>(pick(kNumbers) * 1e6) + *rc::gen::inRange<Micros>(-1001, 1002);
}

std::optional<std::int64_t> status() {
    constexpr std::array<std::int64_t, 4> kStatus{0, 1, 2, 404};
    if (flip()) return std::nullopt;
    return pick(kStatus);
}

Flags flags() {
    return Flags{below(3) == 0, below(3) == 0, below(3) == 0};
}

HttpView http() {
    return HttpView{maybe(pick(kNames)), maybe(pick(kNames)), {}, maybe("web"), status()};
}

AnnotationValue annotation_value() {
    switch (below(3)) {
        case 0:
            return pick(kNames);
        case 1:
            return pick(kNumbers);
        default:
            return flip();
    }
}

Visit visit(std::size_t services) {
    Visit visit;
    visit.service = static_cast<std::uint32_t>(below(services));
    visit.end = length();
    visit.last_end = length();
    visit.flags = flags();
    visit.http = http();
    visit.user = maybe(pick(kNames));
    visit.instance_id = maybe(pick(kNames));
    visit.availability_zone = maybe(pick(kNames));
    visit.resource_arn = maybe(pick(kNames));
    visit.root = flip();
    return visit;
}

Call call(std::size_t services, std::size_t visits) {
    Call call;
    call.from = static_cast<std::uint32_t>(below(services));
    call.to = static_cast<std::uint32_t>(below(services));
    if (visits > 0 && flip()) call.from_visit = static_cast<std::uint32_t>(below(visits));
    if (visits > 0 && flip()) call.to_visit = static_cast<std::uint32_t>(below(visits));
    call.end = length();
    call.flags = flags();
    call.http = http();
    return call;
}

RootCause cause(std::size_t services) {
    RootCause cause;
    cause.client_impacting = flip();
    for (std::size_t i = below(3); i > 0; --i) {
        RootCauseService service;
        service.service = static_cast<std::uint32_t>(below(services));
        service.inferred = flip();
        for (std::size_t j = below(3); j > 0; --j) {
            RootCauseEntity entity{pick(kNames), flip(), pick(kNumbers), {}};
            if (flip()) entity.exceptions.push_back({maybe(pick(kNames)), maybe(pick(kNames))});
            service.entity_path.push_back(std::move(entity));
        }
        cause.services.push_back(std::move(service));
    }
    return cause;
}

}  // namespace

Expression random_expression() {
    return expression(Place{}, 4);
}
Expression random_column_expression() {
    return column_expression(4);
}

TraceDigest random_digest() {
    TraceDigest digest;
    const std::size_t services = 1 + below(3);
    for (std::size_t i = 0; i < services; ++i) {
        digest.services.push_back(
            {pick(kNames), maybe(pick(kNames)), maybe(pick(kNames)), flip(), flip(), flip()});
    }
    for (std::size_t i = below(4); i > 0; --i) digest.visits.push_back(visit(services));
    for (std::size_t i = below(4); i > 0; --i) digest.calls.push_back(call(services, digest.visits.size()));
    for (std::size_t i = below(4); i > 0; --i) {
        const auto where = static_cast<std::uint32_t>(below(4));
        digest.annotations.push_back({pick(kKeys), annotation_value(), where});
    }
    if (flip()) digest.fault_root_causes.push_back(cause(services));
    if (flip()) digest.error_root_causes.push_back(cause(services));
    if (flip()) digest.response_time_root_causes.push_back(cause(services));
    digest.flags = flags();
    digest.partial = flip();
    digest.duration = length();
    digest.response_time = length();
    digest.http = http();
    return digest;
}

std::string random_text() {
    std::string text;
    for (std::size_t i = below(4); i > 0; --i) text += pick(kPieces);
    return text;
}

}  // namespace xray::filter::testing
