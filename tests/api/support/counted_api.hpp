// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <catch2/catch.hpp>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "tests/api/support/api_fixture.hpp"
#include "tests/api/support/counting_store.hpp"
#include "tests/api/support/trace_requests.hpp"

namespace xray::tests {

// The API over a store that counts, of which it is the owner.
class CountedApi {
public:
    CountedApi() : CountedApi(std::make_unique<Opened>()) {}

    Api& operator*() { return api_; }
    CountingStore& store() { return static_cast<CountingStore&>(*api_.store); }
    std::vector<std::string> told;

private:
    struct Opened {
        ManualClock clock{kNow};
        Counters counters;
        std::unique_ptr<CountingStore> store;
    };

    explicit CountedApi(std::unique_ptr<Opened> opened) : opened_(std::move(opened)), api_(open(*opened_)) {
        api_.context.log = [this](std::string_view line) { told.emplace_back(line); };
    }

    static std::unique_ptr<storage::TraceStore> open(Opened& opened) {
        auto store = storage::TraceStore::open({}, opened.clock, opened.counters, [](std::string_view) {});
        REQUIRE(store);
        return std::make_unique<CountingStore>(*std::move(store));
    }

    std::unique_ptr<Opened> opened_;
    Api api_;
};

}  // namespace xray::tests
