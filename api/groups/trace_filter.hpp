// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "api/context/context.hpp"
#include "core/base/error.hpp"
#include "core/digest/trace_digest.hpp"
#include "core/filter/evaluator.hpp"
#include "core/filter/explain.hpp"
#include "core/filter/named_things.hpp"
#include "core/filter/syntax/ast.hpp"
#include "storage/trace_store.hpp"

namespace xray::api {

// A FilterExpression, ready to be asked of one trace after another. Without an expression every trace passes.
class TraceFilter {
public:
    TraceFilter() = default;

    // Error kInvalidRequest with the service's text where the expression is not understood. What group.name
    // and group.arn mean is settled now, with the expressions that the groups have: that reads the control
    // store.
    [[nodiscard]] static Result<TraceFilter> compile(const Context& context, std::string_view expression);

    // Only whether the expression is understood: the same error, without a look at the store.
    [[nodiscard]] static Result<void> check(std::string_view expression);

    [[nodiscard]] bool passes(const TraceDigest& digest) const {
        return !expression_ || filter::matches(*expression_, digest, evaluation_);
    }

    // Which clauses of the expression the trace satisfies and which not; none without an expression.
    [[nodiscard]] std::vector<filter::ClauseResult> explain(const TraceDigest& digest) const {
        if (!expression_) return {};
        return filter::explain(*expression_, digest, evaluation_);
    }

    // The services and annotations that the expression names.
    [[nodiscard]] filter::NamedThings named_things() const {
        return expression_ ? filter::named_things(*expression_) : filter::NamedThings{};
    }

    // Lets a scan skip traces that cannot pass; those that it meets must still be asked.
    void narrow(storage::TraceScan& scan) const;

private:
    std::optional<filter::Expression> expression_;
    filter::EvaluationContext evaluation_;
};

}  // namespace xray::api
