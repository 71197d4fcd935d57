// SPDX-License-Identifier: Apache-2.0
#include "core/filter/prefilter.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <optional>
#include <utility>

#include "core/base/time.hpp"
#include "core/filter/column_match.hpp"

namespace xray::filter {
namespace {

constexpr std::int64_t kLowest = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t kHighest = std::numeric_limits<std::int64_t>::max();

// Bounds of the conditions (an OR of ANDs multiplies them); what would exceed them is left to matches().
constexpr std::size_t kMaxAlternatives = 8;
constexpr std::size_t kMaxConjuncts = 16;

Prefilter everything() {
    return Prefilter{{}, false};
}

Prefilter one_of(std::vector<ColumnCondition> conditions) {
    return Prefilter{{Alternatives{std::move(conditions)}}, true};
}

Prefilter flag(TraceColumn column, bool value) {
    const std::int64_t wanted = value ? 1 : 0;
    return one_of({ColumnCondition{column, wanted, wanted, false}});
}

// For a comparison that holds for no trace.
Prefilter never(bool negated) {
    if (negated) return everything();
    return one_of({ColumnCondition{TraceColumn::kFault, 1, 0, false}});
}

Prefilter both(Prefilter left, Prefilter right) {
    const std::size_t room = kMaxConjuncts - left.all_of.size();
    left.exact = left.exact && right.exact && right.all_of.size() <= room;
    if (right.all_of.size() > room) right.all_of.resize(room);
    for (Alternatives& alternatives : right.all_of) left.all_of.push_back(std::move(alternatives));
    return left;
}

// (a AND b) OR (c AND d) = (a OR c) AND (a OR d) AND (b OR c) AND (b OR d), less what grows too large.
Prefilter either(const Prefilter& left, const Prefilter& right) {
    Prefilter result;
    result.exact = left.exact && right.exact;
    for (const Alternatives& a : left.all_of) {
        for (const Alternatives& b : right.all_of) {
            const bool fits = a.any_of.size() + b.any_of.size() <= kMaxAlternatives;
            if (!fits || result.all_of.size() == kMaxConjuncts) {
                result.exact = false;
                continue;
            }
            Alternatives merged = a;
            merged.any_of.insert(merged.any_of.end(), b.any_of.begin(), b.any_of.end());
            result.all_of.push_back(std::move(merged));
        }
    }
    return result;
}

// Where the values of a column reach, and pass, a number of the language: the first raw value whose meaning
// is not below `number`, and the first whose meaning is above it.
struct Thresholds {
    std::int64_t reaches;
    std::int64_t passes;
};

// The first raw value that has a property which, once there, stays.
template <class Property>
std::int64_t first_with(const Property& property) {
    std::int64_t low = kLowest;
    std::int64_t high = kHighest;
    while (low < high) {
        const std::int64_t middle = std::midpoint(low, high);
        if (property(middle)) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    return low;
}

// Raw values mean what matches() compares: seconds as they are shown, or the status itself.
double meaning(TraceColumn column, std::int64_t raw) {
    constexpr std::int64_t kLongest = 9'000'000'000'000'000'000;
    return column == TraceColumn::kHttpStatus ? static_cast<double>(raw)
                                              : rounded_seconds(std::clamp(raw, -kLongest, kLongest));
}

// Nothing if the number is out of all reach, where doubles are coarser than the raw values.
std::optional<Thresholds> thresholds(TraceColumn column, double number) {
    constexpr double kFarthest = 1e9;
    if (std::abs(number) > kFarthest) return std::nullopt;
    return Thresholds{first_with([&](std::int64_t raw) { return meaning(column, raw) >= number; }),
                      first_with([&](std::int64_t raw) { return meaning(column, raw) > number; })};
}

Operator opposite(Operator op) {
    switch (op) {
        case Operator::kEqual:
            return Operator::kNotEqual;
        case Operator::kNotEqual:
            return Operator::kEqual;
        case Operator::kLess:
            return Operator::kGreaterOrEqual;
        case Operator::kLessOrEqual:
            return Operator::kGreater;
        case Operator::kGreater:
            return Operator::kLessOrEqual;
        default:
            return Operator::kLess;
    }
}

Prefilter number(TraceColumn column, const std::optional<Condition>& condition, bool negated) {
    if (!condition) {
        return negated ? one_of({ColumnCondition{column, 1, 0, true}})
                       : one_of({ColumnCondition{column, kLowest, kHighest, false}});
    }
    const double* wanted = std::get_if<double>(&condition->value);
    if (wanted == nullptr) return never(negated);
    const auto bounds = thresholds(column, *wanted);
    if (!bounds) return everything();
    const ColumnCondition below{column, kLowest, bounds->reaches - 1, negated};
    const ColumnCondition at{column, bounds->reaches, bounds->passes - 1, negated};
    const ColumnCondition above{column, bounds->passes, kHighest, negated};
    switch (negated ? opposite(condition->op) : condition->op) {
        case Operator::kEqual:
            return one_of({at});
        case Operator::kNotEqual:
            return one_of({below, above});
        case Operator::kLess:
            return one_of({below});
        case Operator::kLessOrEqual:
            return one_of({ColumnCondition{column, kLowest, at.high, negated}});
        case Operator::kGreater:
            return one_of({above});
        default:
            return one_of({ColumnCondition{column, at.low, kHighest, negated}});
    }
}

// The conditions of `make(truth)`, where truth is what a boolean keyword must have.
template <class Make>
Prefilter truth(const std::optional<Condition>& condition, bool negated, const Make& make) {
    if (!condition) return make(!negated);
    const bool* value = std::get_if<bool>(&condition->value);
    if (value == nullptr) return never(negated);
    const bool wanted = *value == (condition->op == Operator::kEqual);
    return make(wanted != negated);
}

Prefilter ok(bool wanted) {
    if (!wanted) {
        return either(either(flag(TraceColumn::kFault, true), flag(TraceColumn::kError, true)),
                      flag(TraceColumn::kThrottle, true));
    }
    return both(both(flag(TraceColumn::kFault, false), flag(TraceColumn::kError, false)),
                flag(TraceColumn::kThrottle, false));
}

Prefilter flag(TraceColumn column, const std::optional<Condition>& condition, bool negated) {
    return truth(condition, negated, [&](bool wanted) { return flag(column, wanted); });
}

Prefilter of_comparison(const Comparison& comparison, bool negated) {
    const auto& condition = comparison.condition;
    switch (comparison.keyword) {
        case Keyword::kOk:
            return truth(condition, negated, ok);
        case Keyword::kFault:
            return flag(TraceColumn::kFault, condition, negated);
        case Keyword::kError:
            return flag(TraceColumn::kError, condition, negated);
        case Keyword::kThrottle:
            return flag(TraceColumn::kThrottle, condition, negated);
        case Keyword::kPartial:
            return flag(TraceColumn::kPartial, condition, negated);
        case Keyword::kDuration:
            return number(TraceColumn::kDuration, condition, negated);
        case Keyword::kResponseTime:
            return number(TraceColumn::kResponseTime, condition, negated);
        case Keyword::kHttpStatus:
            return number(TraceColumn::kHttpStatus, condition, negated);
        default:
            return everything();
    }
}

Prefilter of(const Expression& expression, bool negated);

// A negation moves inwards: NOT (a AND b) is NOT a OR NOT b.
Prefilter of_chain(const std::vector<Expression>& terms, bool conjunction, bool negated) {
    Prefilter result = of(terms.front(), negated);
    for (std::size_t i = 1; i < terms.size(); ++i) {
        Prefilter next = of(terms[i], negated);
        result = conjunction != negated ? both(std::move(result), std::move(next)) : either(result, next);
    }
    return result;
}

Prefilter of(const Expression& expression, bool negated) {
    if (const And* all = std::get_if<And>(&expression.node)) return of_chain(all->terms, true, negated);
    if (const Or* any = std::get_if<Or>(&expression.node)) return of_chain(any->terms, false, negated);
    if (const Not* negation = std::get_if<Not>(&expression.node)) return of(*negation->term, !negated);
    if (const Comparison* comparison = std::get_if<Comparison>(&expression.node)) {
        return of_comparison(*comparison, negated);
    }
    return everything();
}

}  // namespace

Prefilter make_prefilter(const Expression& expression) {
    return of(expression, false);
}

bool admits(const Prefilter& prefilter, const TraceDigest& digest) {
    return std::all_of(prefilter.all_of.begin(), prefilter.all_of.end(),
                       [&](const Alternatives& alternatives) { return holds(alternatives, digest); });
}

}  // namespace xray::filter
