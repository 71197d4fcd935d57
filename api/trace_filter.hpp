// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string_view>

#include "api/context.hpp"
#include "core/error.hpp"
#include "core/filter/ast.hpp"
#include "core/filter/evaluator.hpp"
#include "core/trace_digest.hpp"

namespace xray::api {

// A FilterExpression, ready to be asked of one trace after another. Without an expression every trace passes.
class TraceFilter {
public:
    TraceFilter() = default;

    // Error kInvalidRequest with the service's text where the expression is not understood.
    [[nodiscard]] static Result<TraceFilter> compile(const Context& context, std::string_view expression);

    [[nodiscard]] bool passes(const TraceDigest& digest) const {
        return !expression_ || filter::matches(*expression_, digest, evaluation_);
    }

private:
    std::optional<filter::Expression> expression_;
    filter::EvaluationContext evaluation_;
};

}  // namespace xray::api
