// SPDX-License-Identifier: Apache-2.0
#include "core/filter/required_terms.hpp"

#include <algorithm>
#include <string>
#include <utility>
#include <variant>

namespace xray::filter {
namespace {

// More than these narrow nothing down any further.
constexpr std::size_t kMaxTerms = 8;

class Collector {
public:
    std::vector<TraceTerm> finish() { return std::move(terms_); }

    // `of_trace`: outside of all braces, where http.url is the root segment's.
    void collect(const Expression& expression, bool of_trace) {
        if (const And* all = std::get_if<And>(&expression.node)) {
            for (const Expression& term : all->terms) collect(term, of_trace);
        } else if (const Comparison* comparison = std::get_if<Comparison>(&expression.node)) {
            collect(*comparison, of_trace);
        } else if (const ServiceClause* service = std::get_if<ServiceClause>(&expression.node)) {
            collect(service->node);
            // The request that satisfies the body is part of the trace, with its user and annotations.
            if (service->body) collect(**service->body, false);
        } else if (const EdgeClause* edge = std::get_if<EdgeClause>(&expression.node)) {
            collect(edge->source);
            collect(edge->destination);
            if (edge->body) collect(**edge->body, false);
        }
    }

private:
    void collect(const NodeSelector& node) {
        if (node.name) add(term_of_service(*node.name));
    }

    void collect(const Comparison& comparison, bool of_trace) {
        switch (comparison.keyword) {
            case Keyword::kAnnotation:
            case Keyword::kSourceAnnotation:
            case Keyword::kDestinationAnnotation:
                add(annotation_term(comparison));
                break;
            case Keyword::kUser:
                if (const std::string* user = equal_text(comparison)) add(term_of_user(*user));
                break;
            case Keyword::kHttpUrl:
                if (const std::string* url = equal_text(comparison); url != nullptr && of_trace) {
                    add(term_of_root_url(*url));
                }
                break;
            default:
                break;
        }
    }

    // Any comparison with an annotation that is not there is false, `!=` too: the key is needed.
    static TraceTerm annotation_term(const Comparison& comparison) {
        if (!comparison.condition || comparison.condition->op != Operator::kEqual) {
            return term_of_annotation_key(comparison.key);
        }
        const Value& value = comparison.condition->value;
        if (const std::string* text = std::get_if<std::string>(&value)) {
            return term_of_annotation(comparison.key, std::string_view(*text));
        }
        if (const double* number = std::get_if<double>(&value)) {
            return term_of_annotation(comparison.key, *number);
        }
        if (const bool* truth = std::get_if<bool>(&value)) return term_of_annotation(comparison.key, *truth);
        return term_of_annotation_key(comparison.key);
    }

    static const std::string* equal_text(const Comparison& comparison) {
        const bool equality = comparison.condition && comparison.condition->op == Operator::kEqual;
        return equality ? std::get_if<std::string>(&comparison.condition->value) : nullptr;
    }

    void add(TraceTerm term) {
        const bool known = std::find(terms_.begin(), terms_.end(), term) != terms_.end();
        if (!known && terms_.size() < kMaxTerms) terms_.push_back(term);
    }

    std::vector<TraceTerm> terms_;
};

}  // namespace

std::vector<TraceTerm> required_terms(const Expression& expression) {
    Collector collector;
    collector.collect(expression, true);
    return collector.finish();
}

}  // namespace xray::filter
