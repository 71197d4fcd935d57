// SPDX-License-Identifier: Apache-2.0
#include "api/groups/trace_filter.hpp"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "api/groups/group_lookup.hpp"
#include "api/request/api_errors.hpp"
#include "api/resources/arn.hpp"
#include "core/filter/analyzer.hpp"
#include "core/filter/prefilter.hpp"
#include "core/filter/required_terms.hpp"
#include "storage/trace_store.hpp"

namespace xray::api {
namespace {

// Default has no expression of its own: every trace belongs to it.
constexpr std::string_view kEveryTrace = "ok OR !ok";

struct GroupExpression {
    std::string name;
    std::string arn;
    filter::Expression expression;
};

std::vector<GroupExpression> load_groups(const Context& context) {
    std::vector<storage::StoredGroup> stored;
    context.store.control().read([&](storage::ControlTables& tables) { stored = tables.groups.all(); });
    const auto is_default = [](const storage::StoredGroup& group) { return group.name == kDefaultGroupName; };
    if (std::none_of(stored.begin(), stored.end(), is_default)) {
        stored.emplace_back().name = kDefaultGroupName;
    }
    std::vector<GroupExpression> groups;
    for (const storage::StoredGroup& group : stored) {
        auto expression = filter::compile(group.filter ? std::string_view(*group.filter) : kEveryTrace);
        // An expression that an older version took and this one does not: the group is as if it were not
        // there.
        if (!expression) continue;
        groups.push_back({group.name, group_arn(context, group.name, group.id), std::move(*expression)});
    }
    return groups;
}

}  // namespace

Result<TraceFilter> TraceFilter::compile(const Context& context, std::string_view expression) {
    TraceFilter result;
    if (expression.empty()) return result;
    filter::FilterResult<filter::Expression> compiled = filter::compile(expression);
    if (!compiled) return fail(errors::invalid_filter(compiled.error().message));
    result.expression_ = std::move(*compiled);
    result.evaluation_.own_account = context.account_id;
    result.evaluation_.documented_keys_only = context.strict;
    if (!filter::refers_to_group(*result.expression_)) return result;
    result.evaluation_.find_group = [groups = load_groups(context)](
                                        filter::GroupReference reference,
                                        std::string_view wanted) -> const filter::Expression* {
        const auto found = std::find_if(groups.begin(), groups.end(), [&](const GroupExpression& group) {
            return (reference == filter::GroupReference::kName ? group.name : group.arn) == wanted;
        });
        return found == groups.end() ? nullptr : &found->expression;
    };
    return result;
}

void TraceFilter::narrow(storage::TraceScan& scan) const {
    if (!expression_) return;
    scan.conditions = filter::make_prefilter(*expression_).all_of;
    scan.terms = filter::required_terms(*expression_);
}

Result<void> TraceFilter::check(std::string_view expression) {
    const filter::FilterResult<filter::Expression> compiled = filter::compile(expression);
    if (!compiled) return fail(errors::invalid_filter(compiled.error().message));
    return {};
}

}  // namespace xray::api
