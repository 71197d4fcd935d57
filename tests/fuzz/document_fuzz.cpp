// SPDX-License-Identifier: Apache-2.0
// Lines of any bytes as datagrams and as segment documents of one trace: what the rules accept must make a
// trace, and everything that is told of the trace must be JSON and survive the stored form.

#include <string_view>
#include <vector>

#include "core/segment/datagram.hpp"
#include "tests/fuzz/byte_feed.hpp"
#include "tests/fuzz/target.hpp"
#include "tests/fuzz/trace_checks.hpp"

namespace xray::fuzz {

void test_input(std::string_view input) {
    if (const auto document = split_datagram(input)) {
        require(document->size() < input.size(), "a datagram without its header is no shorter");
    }
    std::vector<std::string_view> lines;
    for_each_part(input, '\n', kMaxInput, [&](std::string_view line) { lines.push_back(line); });
    check_documents(accepted_documents(lines));
}

}  // namespace xray::fuzz
