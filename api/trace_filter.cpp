// SPDX-License-Identifier: Apache-2.0
#include "api/trace_filter.hpp"

#include <utility>

#include "api/api_errors.hpp"
#include "core/filter/analyzer.hpp"

namespace xray::api {

Result<TraceFilter> TraceFilter::compile(const Context& context, std::string_view expression) {
    TraceFilter result;
    if (expression.empty()) return result;
    filter::FilterResult<filter::Expression> compiled = filter::compile(expression);
    if (!compiled) return tl::unexpected(errors::invalid_filter(compiled.error().message));
    result.expression_ = std::move(*compiled);
    result.evaluation_.own_account = context.account_id;
    return result;
}

}  // namespace xray::api
