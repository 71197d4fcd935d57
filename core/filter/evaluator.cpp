// SPDX-License-Identifier: Apache-2.0
#include "core/filter/evaluator.hpp"

#include <algorithm>
#include <optional>
#include <vector>

#include "core/filter/cause_pattern.hpp"
#include "core/filter/keyword_values.hpp"
#include "core/filter/subject_match.hpp"
#include "core/text/annotation_key.hpp"

namespace xray::filter {
namespace {

class Evaluator {
public:
    Evaluator(const TraceDigest& digest, const EvaluationContext& context)
        : digest_(digest), context_(context) {}

    bool holds(const Expression& expression, const Subject& subject) {
        return std::visit(
            Overloaded{
                [&](const And& all) {
                    return std::all_of(all.terms.begin(), all.terms.end(),
                                       [&](const Expression& term) { return holds(term, subject); });
                },
                [&](const Or& any) {
                    return std::any_of(any.terms.begin(), any.terms.end(),
                                       [&](const Expression& term) { return holds(term, subject); });
                },
                [&](const Not& negation) { return !holds(*negation.term, subject); },
                [&](const Comparison& comparison) { return comparison_holds(comparison, subject); },
                [&](const ServiceClause& clause) { return service_holds(clause); },
                [&](const EdgeClause& clause) { return edge_holds(clause); },
                [&](const CauseClause& clause) { return cause_holds(clause); },
            },
            expression.node);
    }

private:
    bool comparison_holds(const Comparison& comparison, const Subject& subject) {
        switch (keyword_info(comparison.keyword).type) {
            case KeywordType::kGroup:
                return group_holds(comparison);
            case KeywordType::kJson:
                return cause_patterns_hold(comparison);
            case KeywordType::kAnnotation:
                if (context_.documented_keys_only && !is_documented_annotation_key(comparison.key))
                    return false;
                return holds_for(comparison, subject);
            default:
                return holds_for(comparison, subject);
        }
    }

    bool is_node(const NodeSelector& selector, std::uint32_t service) const {
        return matches_node(selector, digest_.services[service], context_.own_account);
    }

    bool service_holds(const ServiceClause& clause) {
        if (!clause.body) {
            return std::any_of(digest_.services.begin(), digest_.services.end(),
                               [&](const DigestService& service) {
                                   return matches_node(clause.node, service, context_.own_account);
                               });
        }
        for (std::uint32_t i = 0; i < digest_.visits.size(); ++i) {
            const Visit& visit = digest_.visits[i];
            if (!is_node(clause.node, visit.service)) continue;
            const DigestService& service = digest_.services[visit.service];
            if (holds(**clause.body, ServiceSubject{service, RequestSubject(digest_, i), visit.root}))
                return true;
        }
        return std::any_of(digest_.calls.begin(), digest_.calls.end(), [&](const Call& call) {
            const DigestService& caller = digest_.services[call.from];
            return caller.client && is_node(clause.node, call.from) &&
                   holds(**clause.body, ServiceSubject{caller, RequestSubject(digest_, call), false});
        });
    }

    bool edge_holds(const EdgeClause& clause) {
        return std::any_of(digest_.calls.begin(), digest_.calls.end(), [&](const Call& call) {
            return is_node(clause.source, call.from) && is_node(clause.destination, call.to) &&
                   (!clause.body || holds(**clause.body, EdgeSubject{RequestSubject(digest_, call), call}));
        });
    }

    const std::vector<RootCause>& causes(CauseKind kind) const {
        if (kind == CauseKind::kFault) return digest_.fault_root_causes;
        if (kind == CauseKind::kError) return digest_.error_root_causes;
        return digest_.response_time_root_causes;
    }

    bool cause_holds(const CauseClause& clause) {
        const auto& list = causes(clause.word.kind);
        return std::any_of(list.begin(), list.end(),
                           [&](const RootCause& cause) { return services_hold(clause, cause.services); });
    }

    // Each list of elements is asked by itself: first, last and index mean positions in it.
    template <class Element, class Describe>
    bool element_holds(const CauseClause& clause, const std::vector<Element>& list,
                       const Describe& describe) {
        for (std::size_t i = 0; i < list.size(); ++i) {
            CauseSubject subject = describe(list[i]);
            subject.index = i;
            subject.list_size = list.size();
            if (holds(*clause.body, subject)) return true;
        }
        return false;
    }

    bool services_hold(const CauseClause& clause, const std::vector<RootCauseService>& services) {
        if (clause.word.level != CauseLevel::kService) {
            return std::any_of(services.begin(), services.end(), [&](const RootCauseService& service) {
                return entities_hold(clause, service.entity_path);
            });
        }
        return element_holds(clause, services, [&](const RootCauseService& service) {
            const DigestService& node = digest_.services[service.service];
            CauseSubject subject;
            subject.name = node.name;
            subject.type = node.type;
            subject.inferred = service.inferred;
            return subject;
        });
    }

    bool entities_hold(const CauseClause& clause, const std::vector<RootCauseEntity>& entities) {
        if (clause.word.level == CauseLevel::kException) {
            return std::any_of(entities.begin(), entities.end(), [&](const RootCauseEntity& entity) {
                return element_holds(clause, entity.exceptions, [](const RootCauseException& exception) {
                    CauseSubject subject;
                    subject.name = exception.name;
                    subject.message = exception.message;
                    return subject;
                });
            });
        }
        return element_holds(clause, entities, [&](const RootCauseEntity& entity) {
            CauseSubject subject;
            subject.name = entity.name;
            subject.remote = entity.remote;
            if (clause.word.kind == CauseKind::kResponseTime) subject.coverage = entity.coverage;
            return subject;
        });
    }

    bool cause_patterns_hold(const Comparison& comparison) const {
        const bool found = matches_cause_patterns(std::get<JsonArray>(comparison.condition->value), digest_,
                                                  context_.own_account);
        if (comparison.condition->op == Operator::kEqual) return found;
        const bool any_cause = !digest_.fault_root_causes.empty() || !digest_.error_root_causes.empty() ||
                               !digest_.response_time_root_causes.empty();
        return any_cause && !found;
    }

    bool group_holds(const Comparison& comparison) {
        const auto reference =
            comparison.keyword == Keyword::kGroupArn ? GroupReference::kArn : GroupReference::kName;
        const auto* group = std::get_if<std::string>(&comparison.condition->value);
        if (group == nullptr) return false;
        const Expression* expression = context_.find_group ? context_.find_group(reference, *group) : nullptr;
        if (expression == nullptr) return false;
        const auto member = is_member(*expression);
        return member && *member == (comparison.condition->op == Operator::kEqual);
    }

    // Whether the trace satisfies the expression of a group; nothing while that very question is being
    // answered, which ends cycles. Every group is worked out once, so that groups of groups cannot multiply.
    std::optional<bool> is_member(const Expression& expression) {
        const auto known = std::find_if(groups_.begin(), groups_.end(), [&](const KnownGroup& group) {
            return group.expression == &expression;
        });
        if (known != groups_.end()) return known->member;
        const std::size_t position = groups_.size();
        groups_.push_back(KnownGroup{&expression, std::nullopt});
        const bool member = holds(expression, TraceSubject{digest_});
        groups_[position].member = member;
        return member;
    }

    struct KnownGroup {
        const Expression* expression;
        std::optional<bool> member;
    };

    const TraceDigest& digest_;
    const EvaluationContext& context_;
    std::vector<KnownGroup> groups_;
};

}  // namespace

bool matches(const Expression& expression, const TraceDigest& digest, const EvaluationContext& context) {
    return Evaluator(digest, context).holds(expression, TraceSubject{digest});
}

bool matches_subject(const Expression& expression, const Subject& subject, const TraceDigest& digest,
                     const EvaluationContext& context) {
    return Evaluator(digest, context).holds(expression, subject);
}

bool refers_to_group(const Expression& expression) {
    const auto any_of = [](const std::vector<Expression>& terms) {
        return std::any_of(terms.begin(), terms.end(), refers_to_group);
    };
    if (const And* all = std::get_if<And>(&expression.node)) return any_of(all->terms);
    if (const Or* any = std::get_if<Or>(&expression.node)) return any_of(any->terms);
    if (const Not* negation = std::get_if<Not>(&expression.node)) return refers_to_group(*negation->term);
    const Comparison* comparison = std::get_if<Comparison>(&expression.node);
    return comparison != nullptr && keyword_info(comparison->keyword).type == KeywordType::kGroup;
}

bool matches_node(const NodeSelector& selector, const DigestService& service, std::string_view own_account) {
    const std::string_view account = service.account_id.empty() ? own_account : service.account_id;
    return (!selector.name || *selector.name == service.name) &&
           (!selector.type || *selector.type == service.type) &&
           (!selector.account_id || *selector.account_id == account);
}

}  // namespace xray::filter
