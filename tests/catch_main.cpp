// SPDX-License-Identifier: Apache-2.0
#define CATCH_CONFIG_RUNNER
#include <catch2/catch.hpp>
#include <cstdlib>
#include <iostream>
#include <set>
#include <string_view>

#include "tests/support/skip.hpp"

namespace {

std::set<std::string>& skipped_cases() {
    static std::set<std::string> names;
    return names;
}

bool& all_were_skipped() {
    static bool all = false;
    return all;
}

class SkipListener : public Catch::TestEventListenerBase {
public:
    using TestEventListenerBase::TestEventListenerBase;

    void testRunEnded(const Catch::TestRunStats& stats) override {
        const std::size_t skipped = skipped_cases().size();
        all_were_skipped() = skipped != 0 && skipped == stats.totals.testCases.total();
    }
};

}  // namespace

CATCH_REGISTER_LISTENER(SkipListener)

namespace xray::test {

void report_skip(const std::string& reason) {
    const char* forbidden = std::getenv("XRAY_TEST_NO_SKIP");
    if (forbidden != nullptr && std::string_view(forbidden) == "1") FAIL("would be skipped: " << reason);
    std::cout << "SKIPPED: " << reason << '\n';
    skipped_cases().insert(Catch::getResultCapture().getCurrentTestName());
}

}  // namespace xray::test

// Catch2's own code is the number of failed assertions, which may be the one that means skipped.
int main(int argc, char* argv[]) {
    if (Catch::Session().run(argc, argv) != 0) return 1;
    return all_were_skipped() ? xray::test::kSkipped : 0;
}
