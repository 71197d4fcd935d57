// SPDX-License-Identifier: Apache-2.0
// Any text as a filter expression, and behind a zero byte, bytes as a trace to try it on (trace_grammar.hpp):
// the error must lie in the text, what is accepted must survive print and parse, and the prefilter must let
// through what matches.

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "core/digest/digest_maker.hpp"
#include "core/digest/trace_digest.hpp"
#include "core/digest/trace_terms.hpp"
#include "core/filter/analyzer.hpp"
#include "core/filter/evaluator.hpp"
#include "core/filter/explain.hpp"
#include "core/filter/prefilter.hpp"
#include "core/filter/required_terms.hpp"
#include "core/filter/syntax/parser.hpp"
#include "core/filter/syntax/printer.hpp"
#include "core/trace/trace.hpp"
#include "tests/fuzz/target.hpp"
#include "tests/fuzz/trace_checks.hpp"
#include "tests/fuzz/trace_grammar.hpp"
#include "tests/unit/core/filter/corpus.hpp"

namespace xray::fuzz {
namespace {

void check_on_digest(const filter::Expression& expression, const TraceDigest& digest) {
    const filter::EvaluationContext context{filter::testing::kOwnAccount, {}};
    const filter::Prefilter prefilter = filter::make_prefilter(expression);
    const bool matched = filter::matches(expression, digest, context);
    const bool admitted = filter::admits(prefilter, digest);
    require(admitted || !matched, "the prefilter keeps back what matches");
    require(!prefilter.exact || admitted == matched, "an exact prefilter differs from the filter");
    const auto parts = filter::explain(expression, digest, context);
    const bool all_held = std::all_of(parts.begin(), parts.end(), [](const auto& part) { return part.held; });
    require(all_held == matched, "the explanation differs from the filter");
    if (!matched) return;
    std::vector<TraceTerm> terms;
    collect_terms(digest, terms);
    for (const TraceTerm term : filter::required_terms(expression)) {
        require(std::binary_search(terms.begin(), terms.end(), term), "a matching trace lacks a term");
    }
}

void check_on_trace(const filter::Expression& expression, std::string_view bytes) {
    const std::vector<std::string> texts = documents_from_bytes(bytes);
    const auto accepted = accepted_documents(std::vector<std::string_view>(texts.begin(), texts.end()));
    std::vector<TraceDocument> documents;
    for (const AcceptedDocument& document : accepted) documents.push_back({document.text, document.complete});
    const Trace trace = assemble_trace(TraceId(), documents);
    check_on_digest(expression, make_digest(trace, {}, filter::testing::kOwnAccount));
}

void check_printed(const filter::Expression& expression) {
    const std::string printed = filter::print(expression);
    // Escapes can make the printed text longer than the limit.
    if (printed.size() > filter::kMaxExpressionBytes) return;
    const auto again = filter::compile(printed);
    require(again && *again == expression, "what is printed is another expression");
}

}  // namespace

void test_input(std::string_view input) {
    const std::string_view text = input.substr(0, input.find('\0'));
    const auto expression = filter::compile(text);
    if (expression) {
        check_printed(*expression);
        for (const auto& specimen : filter::testing::corpus()) check_on_digest(*expression, specimen.digest);
        if (text.size() < input.size()) check_on_trace(*expression, input.substr(text.size() + 1));
    } else {
        require(expression.error().offset <= text.size(), "the error lies outside of the text");
        require(!expression.error().message.empty(), "refused without a reason");
    }
    if (const auto selector = filter::parse_selector(text)) {
        require(filter::parse_selector(filter::print(*selector)).value() == *selector,
                "a selector is printed as another");
    }
}

}  // namespace xray::fuzz
