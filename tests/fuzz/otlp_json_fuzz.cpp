// SPDX-License-Identifier: Apache-2.0
// Any text as OTLP's JSON: read or refused with a reason, its spans as documents and back, and all through
// the endpoint.

#include <string_view>

#include "core/otlp/wire/trace_data.hpp"
#include "tests/fuzz/otlp_checks.hpp"
#include "tests/fuzz/target.hpp"

namespace xray::fuzz {

void test_input(std::string_view input) {
    if (const auto data = otlp::decode_json(input)) {
        check_spans(*data);
    } else {
        require(!data.error().empty(), "refused without a reason");
    }
    check_endpoint("application/json", input);
}

}  // namespace xray::fuzz
