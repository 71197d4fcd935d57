// SPDX-License-Identifier: Apache-2.0
#include "core/filter/actual_value.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <string_view>
#include <vector>

#include "core/filter/keyword_values.hpp"
#include "core/filter/subject_match.hpp"
#include "core/filter/syntax/printer.hpp"
#include "core/text/utf8.hpp"

namespace xray::filter {
namespace {

constexpr std::size_t kMostListed = 5;
constexpr std::size_t kMostCharacters = 60;

std::string number_text(double number) {
    std::array<char, 32> buffer{};
    const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), number);
    return std::string(buffer.data(), end.ptr);
}

std::string shortened(std::string_view text) {
    std::size_t characters = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (is_continuation(text[i])) continue;
        if (characters++ == kMostCharacters) return std::string(text.substr(0, i)) + "...";
    }
    return std::string(text);
}

std::string value_text(const AnnotationValue& value) {
    return std::visit(Overloaded{[](std::string_view text) { return quote(shortened(text)); },
                                 [](double number) { return number_text(number); },
                                 [](bool truth) { return std::string(truth ? "true" : "false"); }},
                      value);
}

// "a, b and c"; of more than there is room for the first ones.
std::string listed(const std::vector<std::string>& texts) {
    std::string list;
    for (std::size_t i = 0; i < std::min(texts.size(), kMostListed); ++i) {
        const bool is_last = i + 1 == texts.size();
        if (i > 0) list += is_last ? " and " : ", ";
        list += texts[i];
    }
    return texts.size() > kMostListed ? list + " and others" : list;
}

void add_once(std::vector<std::string>& texts, std::string text) {
    if (texts.size() > kMostListed || std::find(texts.begin(), texts.end(), text) != texts.end()) return;
    texts.push_back(std::move(text));
}

std::string comparison_value(const Comparison& comparison, const Subject& subject) {
    const KeywordType type = keyword_info(comparison.keyword).type;
    if (type == KeywordType::kGroup) return "the trace is not one of it";
    if (type == KeywordType::kJson) return {};
    std::vector<std::string> texts;
    for (const AnnotationValue& value : values_of(comparison, subject, kMostListed + 1))
        add_once(texts, value_text(value));
    if (texts.empty()) return "there is none";
    return (texts.size() == 1 ? "it was " : "they were ") + listed(texts);
}

// Says it of one trace. An expression nests no deeper than the parser lets it.
class Teller {
public:
    Teller(const TraceDigest& digest, const EvaluationContext& context)
        : digest_(digest), context_(context) {}

    std::string tell(const Expression& clause, const Subject& subject) const {
        return std::visit(
            Overloaded{
                [&](const And& all) { return tell_each(all.terms, subject); },
                [&](const Or& any) { return tell_each(any.terms, subject); },
                [&](const Not& negation) { return tell_negation(*negation.term, subject); },
                [&](const Comparison& comparison) { return comparison_value(comparison, subject); },
                [&](const ServiceClause& service) { return tell_service(service); },
                [&](const EdgeClause& edge) { return tell_edge(edge); },
                [&](const CauseClause&) { return std::string("there is no such root cause"); },
            },
            clause.node);
    }

private:
    // Of those terms that do not hold, each with its value.
    std::string tell_each(const std::vector<Expression>& terms, const Subject& subject) const {
        std::string text;
        for (const Expression& term : terms) {
            if (matches_subject(term, subject, digest_, context_)) continue;
            const std::string value = tell(term, subject);
            if (value.empty()) continue;
            if (!text.empty()) text += "; ";
            text += print(term) + ": " + value;
        }
        return text;
    }

    std::string tell_negation(const Expression& term, const Subject& subject) const {
        if (const auto* comparison = std::get_if<Comparison>(&term.node)) {
            const bool is_group = keyword_info(comparison->keyword).type == KeywordType::kGroup;
            return is_group ? "the trace is one of it" : comparison_value(*comparison, subject);
        }
        if (std::holds_alternative<ServiceClause>(term.node)) return "there is one";
        if (std::holds_alternative<EdgeClause>(term.node)) return "there is such a call";
        if (std::holds_alternative<CauseClause>(term.node)) return "there is such a root cause";
        return {};
    }

    // How much of a body does not hold.
    std::size_t failed_terms(const Expression& body, const Subject& subject) const {
        const auto fails = [&](const Expression& term) {
            return !matches_subject(term, subject, digest_, context_);
        };
        const And* const all = std::get_if<And>(&body.node);
        if (all == nullptr) return fails(body) ? 1 : 0;
        return static_cast<std::size_t>(std::count_if(all->terms.begin(), all->terms.end(), fails));
    }

    // Of the requests that a body was tried on, the one that came closest, told.
    std::string tell_closest(const Expression& body, const std::vector<Subject>& subjects) const {
        const auto closest =
            std::min_element(subjects.begin(), subjects.end(), [&](const Subject& a, const Subject& b) {
                return failed_terms(body, a) < failed_terms(body, b);
            });
        return closest == subjects.end() ? std::string() : tell(body, *closest);
    }

    bool is_node(const NodeSelector& selector, std::uint32_t service) const {
        return matches_node(selector, digest_.services[service], context_.own_account);
    }

    std::string tell_service(const ServiceClause& clause) const {
        std::vector<Subject> subjects;
        for (std::uint32_t i = 0; i < digest_.visits.size() && subjects.size() < kMostTried; ++i) {
            const Visit& visit = digest_.visits[i];
            if (!is_node(clause.node, visit.service)) continue;
            subjects.emplace_back(
                ServiceSubject{digest_.services[visit.service], RequestSubject(digest_, i), visit.root});
        }
        if (clause.body && !subjects.empty()) return tell_closest(**clause.body, subjects);
        std::vector<std::string> names;
        for (const DigestService& service : digest_.services) {
            if (!service.client) add_once(names, quote(shortened(service.name)));
        }
        if (names.empty()) return "there are no services";
        return (names.size() == 1 ? "the service is " : "the services are ") + listed(names);
    }

    std::string tell_edge(const EdgeClause& clause) const {
        std::vector<Subject> subjects;
        std::vector<std::string> calls;
        for (const Call& call : digest_.calls) {
            const DigestService& from = digest_.services[call.from];
            const DigestService& to = digest_.services[call.to];
            if (!from.client)
                add_once(calls, quote(shortened(from.name)) + " -> " + quote(shortened(to.name)));
            if (clause.body && subjects.size() < kMostTried && is_node(clause.source, call.from) &&
                is_node(clause.destination, call.to)) {
                subjects.emplace_back(EdgeSubject{RequestSubject(digest_, call), call});
            }
        }
        if (!subjects.empty()) return tell_closest(**clause.body, subjects);
        if (calls.empty()) return "there are no calls";
        return (calls.size() == 1 ? "the call is " : "the calls are ") + listed(calls);
    }

    // Requests of one node, or calls over one edge, that are looked at to find the closest.
    static constexpr std::size_t kMostTried = 100;

    const TraceDigest& digest_;
    const EvaluationContext& context_;
};

}  // namespace

std::string actual_value(const Expression& clause, const TraceDigest& digest,
                         const EvaluationContext& context) {
    return Teller(digest, context).tell(clause, TraceSubject{digest});
}

}  // namespace xray::filter
