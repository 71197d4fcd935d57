// SPDX-License-Identifier: Apache-2.0
#include "core/filter/named_things.hpp"

namespace xray::filter {
namespace {

void add_node(const NodeSelector& node, NamedThings& things) {
    if (node.name) things.services.push_back(*node.name);
}

// An expression nests no deeper than the parser lets it.
void collect(const Expression& expression, NamedThings& things) {
    std::visit(Overloaded{
                   [&](const And& all) {
                       for (const Expression& term : all.terms) collect(term, things);
                   },
                   [&](const Or& any) {
                       for (const Expression& term : any.terms) collect(term, things);
                   },
                   [&](const Not& negation) { collect(*negation.term, things); },
                   [&](const Comparison& comparison) {
                       if (!comparison.key.empty()) things.annotation_keys.push_back(comparison.key);
                   },
                   [&](const ServiceClause& clause) {
                       add_node(clause.node, things);
                       if (clause.body) collect(**clause.body, things);
                   },
                   [&](const EdgeClause& clause) {
                       add_node(clause.source, things);
                       add_node(clause.destination, things);
                       if (clause.body) collect(**clause.body, things);
                   },
                   [&](const CauseClause& clause) { collect(*clause.body, things); },
               },
               expression.node);
}

}  // namespace

NamedThings named_things(const Expression& expression) {
    NamedThings things;
    collect(expression, things);
    return things;
}

}  // namespace xray::filter
