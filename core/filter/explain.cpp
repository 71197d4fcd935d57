// SPDX-License-Identifier: Apache-2.0
#include "core/filter/explain.hpp"

#include <optional>

#include "core/filter/actual_value.hpp"
#include "core/filter/syntax/printer.hpp"

namespace xray::filter {
namespace {

// service() or edge() without its body.
std::optional<Expression> head_of(const Expression& clause) {
    if (const auto* service = std::get_if<ServiceClause>(&clause.node); service != nullptr && service->body) {
        return Expression{ServiceClause{service->node, std::nullopt}, clause.range};
    }
    if (const auto* edge = std::get_if<EdgeClause>(&clause.node); edge != nullptr && edge->body) {
        return Expression{EdgeClause{edge->source, edge->destination, std::nullopt}, clause.range};
    }
    return std::nullopt;
}

void explain_into(std::vector<ClauseResult>& results, const Expression& expression, const TraceDigest& digest,
                  const EvaluationContext& context) {
    if (const And* all = std::get_if<And>(&expression.node)) {
        for (const Expression& term : all->terms) explain_into(results, term, digest, context);
        return;
    }
    const bool held = matches(expression, digest, context);
    const auto head = held ? std::nullopt : head_of(expression);
    if (head && matches(*head, digest, context)) results.push_back(ClauseResult{print(*head), true, {}});
    results.push_back(ClauseResult{print(expression), held,
                                   held ? std::string() : actual_value(expression, digest, context)});
}

}  // namespace

std::vector<ClauseResult> explain(const Expression& expression, const TraceDigest& digest,
                                  const EvaluationContext& context) {
    std::vector<ClauseResult> results;
    explain_into(results, expression, digest, context);
    return results;
}

}  // namespace xray::filter
