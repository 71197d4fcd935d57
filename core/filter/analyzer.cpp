// SPDX-License-Identifier: Apache-2.0
#include "core/filter/analyzer.hpp"

#include <utility>

#include "core/filter/syntax/parser.hpp"

namespace xray::filter {
namespace {

// The braces around a clause.
struct Place {
    Scope scope = Scope::kTrace;
    std::optional<CauseKind> cause;  // of root cause scopes
};

Scope scope_of(CauseLevel level) {
    switch (level) {
        case CauseLevel::kService:
            return Scope::kCauseService;
        case CauseLevel::kEntity:
            return Scope::kCauseEntity;
        default:
            return Scope::kCauseException;
    }
}

bool is_equality(Operator op) {
    return op == Operator::kEqual || op == Operator::kNotEqual;
}
bool is_order(Operator op) {
    return op >= Operator::kLess && op <= Operator::kGreaterOrEqual;
}
bool is_text_operator(Operator op) {
    return op >= Operator::kContains;
}

bool operator_fits(KeywordType type, Operator op) {
    switch (type) {
        case KeywordType::kNumber:
            return is_equality(op) || is_order(op);
        case KeywordType::kString:
            return is_equality(op) || is_text_operator(op);
        case KeywordType::kAnnotation:
            return true;
        default:
            return is_equality(op);
    }
}

const Expression* body_of(const std::optional<Box<Expression>>& body) {
    return body ? &**body : nullptr;
}

using Finding = std::optional<FilterError>;

class Analyzer {
public:
    explicit Analyzer(std::string_view text) : text_(text) {}

    Finding check(const Expression& expression, const Place& place) const {
        return std::visit(
            Overloaded{
                [&](const And& all) { return check_terms(all.terms, place); },
                [&](const Or& any) { return check_terms(any.terms, place); },
                [&](const Not& negation) { return check(*negation.term, place); },
                [&](const Comparison& comparison) { return check_comparison(comparison, place); },
                [&](const ServiceClause& service) {
                    return check_clause(expression, place, Place{Scope::kService, {}}, body_of(service.body));
                },
                [&](const EdgeClause& edge) {
                    return check_clause(expression, place, Place{Scope::kEdge, {}}, body_of(edge.body));
                },
                [&](const CauseClause& cause) {
                    return check_clause(expression, place, Place{scope_of(cause.word.level), cause.word.kind},
                                        &*cause.body);
                },
            },
            expression.node);
    }

private:
    Finding check_terms(const std::vector<Expression>& terms, const Place& place) const {
        for (const Expression& term : terms) {
            if (auto finding = check(term, place)) return finding;
        }
        return std::nullopt;
    }

    // A clause with braces of its own stands only outside of all braces.
    Finding check_clause(const Expression& clause, const Place& place, const Place& inside,
                         const Expression* body) const {
        if (place.scope != Scope::kTrace) {
            SourceRange word = clause.range;
            word.end = word.begin + text_.substr(word.begin).find_first_of(" \t\r\n\f\v({");
            return finding(FilterErrorKind::kWrongScope, word);
        }
        return body != nullptr ? check(*body, inside) : std::nullopt;
    }

    Finding check_comparison(const Comparison& comparison, const Place& place) const {
        const KeywordInfo& info = keyword_info(comparison.keyword);
        if (info.scopes == 0) return finding(FilterErrorKind::kUnsupported, comparison.keyword_range);
        const bool other_cause = info.response_time_only && place.cause != CauseKind::kResponseTime;
        if (!info.known_in(place.scope) || other_cause) {
            return finding(FilterErrorKind::kWrongScope, comparison.keyword_range);
        }
        if (!comparison.condition) return std::nullopt;
        const Condition& condition = *comparison.condition;
        if (!operator_fits(info.type, condition.op))
            return finding(FilterErrorKind::kWrongType, condition.op_range);
        return std::nullopt;
    }

    Finding finding(FilterErrorKind kind, const SourceRange& range) const {
        return invalid_symbol(kind, range, std::string(text_.substr(range.begin, range.end - range.begin)));
    }

    std::string_view text_;
};

}  // namespace

std::optional<FilterError> analyze(const Expression& expression, std::string_view text) {
    return Analyzer(text).check(expression, Place{});
}

FilterResult<Expression> compile(std::string_view text) {
    auto expression = parse(text);
    if (!expression) return expression;
    if (auto error = analyze(*expression, text)) return tl::unexpected(std::move(*error));
    return expression;
}

}  // namespace xray::filter
