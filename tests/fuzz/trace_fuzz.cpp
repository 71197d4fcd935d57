// SPDX-License-Identifier: Apache-2.0
// Bytes as the documents of one trace, few ids and much that contradicts itself (trace_grammar.hpp): the
// trace that is put together, and everything that is worked out of it, up to filters, must hold together.

#include <string>
#include <string_view>
#include <vector>

#include "tests/fuzz/target.hpp"
#include "tests/fuzz/trace_checks.hpp"
#include "tests/fuzz/trace_grammar.hpp"

namespace xray::fuzz {

void test_input(std::string_view input) {
    const std::vector<std::string> texts = documents_from_bytes(input);
    check_documents(accepted_documents(std::vector<std::string_view>(texts.begin(), texts.end())));
}

}  // namespace xray::fuzz
