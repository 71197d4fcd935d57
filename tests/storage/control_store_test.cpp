// SPDX-License-Identifier: Apache-2.0
#include "storage/control/control_store.hpp"

#include <catch2/catch.hpp>
#include <stdexcept>
#include <thread>

#include "store_fixture.hpp"

namespace xray::storage::testing {
namespace {

StoredGroup group(const std::string& name) {
    return {name, "ID", "fault", true, false};
}

std::size_t count_groups(TraceStore& store) {
    std::size_t count = 0;
    store.control().read([&](ControlTables& tables) { count = tables.groups.all().size(); });
    return count;
}

}  // namespace

TEST_CASE("control store: a change is there for the next reader, and after a restart", "[storage]") {
    const TempFolder folder;
    StoreFixture store(folder.file("x.db"));
    REQUIRE(store->control().change([](ControlTables& tables) -> Result<void> {
        tables.groups.put(group("g"));
        tables.groups.put({"Default", "", std::nullopt, true, true});
        return {};
    }));
    CHECK(count_groups(*store) == 2);
    store.close();
    store.open();
    store->control().read([](ControlTables& tables) {
        const std::optional<StoredGroup> found = tables.groups.find("g");
        REQUIRE(found);
        CHECK(found->id == "ID");
        CHECK(found->filter == "fault");
        CHECK(found->insights);
        CHECK_FALSE(found->notifications);
        CHECK_FALSE(tables.groups.find("Default")->filter.has_value());
        CHECK_FALSE(tables.groups.find("G").has_value());
    });
}

TEST_CASE("control store: a refused change leaves nothing behind", "[storage]") {
    StoreFixture store;
    const Result<void> refused = store->control().change([](ControlTables& tables) -> Result<void> {
        tables.groups.put(group("g"));
        return fail(ErrorCode::kInvalidRequest, "no");
    });
    CHECK(refused.error().message == "no");
    CHECK_THROWS_AS(store->control().change([](ControlTables& tables) -> Result<void> {
        tables.groups.put(group("g"));
        throw std::runtime_error("broken");
    }),
                    std::runtime_error);
    CHECK(count_groups(*store) == 0);
    store.put(delivery(segment(1, 1)));  // the connection is free for the writer
    CHECK(store.scan().size() == 1);
}

TEST_CASE("control store: sampling rules keep everything they have", "[storage]") {
    StoreFixture store;
    SamplingRule rule;
    rule.name = "r";
    rule.resource_arn = "arn";
    rule.priority = 9;
    rule.fixed_rate = 0.1;
    rule.reservoir_size = 3;
    rule.service_name = "s";
    rule.service_type = "t";
    rule.host = "h";
    rule.http_method = "GET";
    rule.url_path = "/p";
    rule.attributes = {{"a", "b"}, {"c", ""}};
    rule.boost = SamplingRateBoost{0.5, 7};
    rule.created = kNoon;
    rule.modified = kNoon + 1;
    const auto put = [&] {
        REQUIRE(store->control().change([&](ControlTables& tables) -> Result<void> {
            tables.sampling_rules.put(rule);
            return {};
        }));
    };
    const auto check_same = [&] {
        store->control().read([&](ControlTables& tables) {
            const std::vector<SamplingRule> all = tables.sampling_rules.all();
            REQUIRE(all.size() == 1);
            CHECK(all[0] == rule);
            CHECK(tables.sampling_rules.find("r") == rule);
        });
    };
    put();
    check_same();
    rule.boost.reset();
    rule.attributes = {{"c", "d"}};
    put();
    check_same();
    REQUIRE(store->control().change([](ControlTables& tables) -> Result<void> {
        tables.sampling_rules.remove("r");
        return {};
    }));
    store->control().read([](ControlTables& tables) { CHECK(tables.sampling_rules.all().empty()); });
}

TEST_CASE("control store: reset empties the control plane and leaves traces alone", "[storage]") {
    StoreFixture store;
    store.put(delivery(segment(1, 1)));
    REQUIRE(store->control().change([](ControlTables& tables) -> Result<void> {
        tables.groups.put(group("g"));
        tables.tags.put("arn", "k", "v");
        tables.policies.put({"p", "{}", 1, kNoon});
        tables.settings.put("s", "1");
        tables.retrievals.add({"t", kNoon, 0, 1, false, {trace_id(1), trace_id(2)}});
        return {};
    }));
    store->control().read(
        [](ControlTables& tables) { CHECK(tables.retrievals.find("t")->trace_ids.size() == 2); });
    store->control().reset();
    store->control().read([](ControlTables& tables) {
        CHECK(tables.groups.all().empty());
        CHECK(tables.tags.of("arn").empty());
        CHECK(tables.policies.all().empty());
        CHECK_FALSE(tables.settings.find("s"));
        CHECK_FALSE(tables.retrievals.find("t"));
    });
    CHECK(store.scan().size() == 1);
}

TEST_CASE("control store: changes and documents take turns", "[storage]") {
    const TempFolder folder;
    StoreFixture store(folder.file("x.db"));
    std::thread changes([&] {
        for (int i = 0; i < 50; ++i) {
            const Result<void> changed = store->control().change([&](ControlTables& tables) -> Result<void> {
                const std::string before = tables.settings.find("count").value_or("0");
                tables.settings.put("count", std::to_string(std::stoi(before) + 1));
                return {};
            });
            if (!changed) return;
        }
    });
    for (std::uint32_t i = 0; i < 50; ++i) store.put(delivery(segment(i, 1)));
    changes.join();
    store->control().read([](ControlTables& tables) { CHECK(tables.settings.find("count") == "50"); });
    CHECK(store.scan().size() == 50);
}

}  // namespace xray::storage::testing
