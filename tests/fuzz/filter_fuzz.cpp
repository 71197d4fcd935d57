// SPDX-License-Identifier: Apache-2.0
// Any text as a filter expression: it must not crash, its error must lie in it, what is accepted must survive
// print and parse, and the prefilter must let through what matches.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "core/filter/analyzer.hpp"
#include "core/filter/evaluator.hpp"
#include "core/filter/explain.hpp"
#include "core/filter/parser.hpp"
#include "core/filter/prefilter.hpp"
#include "core/filter/printer.hpp"
#include "tests/unit/core/filter/corpus.hpp"

namespace {

using namespace xray;

void require(bool condition) {
    if (!condition) std::abort();
}

void check_accepted(const filter::Expression& expression) {
    const std::string printed = filter::print(expression);
    const auto again = filter::compile(printed);
    // Escapes can make the printed text longer than the limit.
    if (printed.size() <= filter::kMaxExpressionBytes) require(again && *again == expression);

    const filter::EvaluationContext context{filter::testing::kOwnAccount, {}};
    const filter::Prefilter prefilter = filter::make_prefilter(expression);
    for (const auto& specimen : filter::testing::corpus()) {
        const bool matched = filter::matches(expression, specimen.digest, context);
        const bool admitted = filter::admits(prefilter, specimen.digest);
        require(admitted || !matched);
        require(!prefilter.exact || admitted == matched);
        bool every_part = true;
        for (const auto& part : filter::explain(expression, specimen.digest, context)) {
            every_part = every_part && part.held;
        }
        require(every_part == matched);
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto expression = filter::compile(text);
    if (expression) {
        check_accepted(*expression);
    } else {
        require(expression.error().offset <= size && !expression.error().message.empty());
    }
    if (const auto selector = filter::parse_selector(text)) {
        require(filter::parse_selector(filter::print(*selector)).value() == *selector);
    }
    return 0;
}
