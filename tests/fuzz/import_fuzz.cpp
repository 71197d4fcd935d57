// SPDX-License-Identifier: Apache-2.0
// Any text as a file of traces that is imported. What was taken of it is exported, and that is imported into
// an empty store: nothing of it may be refused, and it must be exported as it was.

#include <string>
#include <string_view>

#include "tests/fuzz/fuzzed_api.hpp"
#include "tests/fuzz/target.hpp"

namespace xray::fuzz {
namespace {

std::string export_all(FuzzedApi& api) {
    api.store->settle();
    const api::HttpResponse exported = api.send("GET", "/_emulator/export", {});
    require(exported.status == 200, "what is stored cannot be exported");
    return exported.body;
}

}  // namespace

void test_input(std::string_view input) {
    static FuzzedApi api;
    api.begin();
    api.post("/_emulator/import", input);
    api.check_books();
    const std::string exported = export_all(api);
    if (exported.empty()) return;

    api.begin();
    const api::HttpResponse again = api.post("/_emulator/import", exported);
    require(again.status == 200, "an export cannot be imported: " + again.body);
    require(again.body.find(R"("Refused":0)") != std::string::npos,
            "of an export something is refused: " + again.body);
    require(export_all(api) == exported, "an export of an export differs from it");
}

}  // namespace xray::fuzz
