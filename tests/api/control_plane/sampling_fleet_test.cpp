// SPDX-License-Identifier: Apache-2.0
// Many clients on one rule, each of which behaves as an X-Ray SDK does: it borrows one trace a second until
// it has a quota, takes its quota, and samples the rest at the fixed rate; every ten seconds it reports and
// does what it is told.
#include <catch2/catch.hpp>
#include <cstdio>
#include <memory>
#include <numeric>

#include "tests/api/support/api_fixture.hpp"
#include "tests/api/support/temporary_folder.hpp"

using namespace xray;
using namespace xray::tests;
using nlohmann::json;

namespace {

constexpr int kRequestsPerSecond = 20;

struct Counts {
    int requests = 0;
    int sampled = 0;
    int borrowed = 0;
};

class Client {
public:
    explicit Client(int number) : number_(number) {}

    void serve_second(double now) {
        const int own = holds(now) ? quota_ : 1;
        for (int i = 0; i < kRequestsPerSecond; ++i) {
            const bool from_reservoir = i < own;
            counts_.borrowed += from_reservoir && !holds(now) ? 1 : 0;
            counts_.sampled += from_reservoir || by_rate() ? 1 : 0;
            ++counts_.requests;
        }
    }

    [[nodiscard]] bool is_due(int second) const { return second % 10 == number_ % 10; }

    void report(Api& api) {
        const Counts counts = std::exchange(counts_, Counts{});
        total_sampled_ += counts.sampled;
        const json answer = api.call("/SamplingTargets", {{"SamplingStatisticsDocuments",
                                                           {{{"RuleName", "fleet"},
                                                             {"ClientID", id()},
                                                             {"Timestamp", 1790000000},
                                                             {"RequestCount", counts.requests},
                                                             {"SampledCount", counts.sampled},
                                                             {"BorrowCount", counts.borrowed}}}}});
        const json& target = answer["SamplingTargetDocuments"].at(0);
        rate_ = target["FixedRate"];
        if (target["ReservoirQuota"].is_null()) return;
        quota_ = target["ReservoirQuota"];
        expires_ = target["ReservoirQuotaTTL"];
    }

    [[nodiscard]] bool holds(double now) const { return expires_ > now; }
    [[nodiscard]] int quota(double now) const { return holds(now) ? quota_ : 0; }
    [[nodiscard]] int sampled() const { return total_sampled_ + counts_.sampled; }

private:
    // As even as chance is on average.
    bool by_rate() {
        chance_ += rate_;
        if (chance_ < 1) return false;
        chance_ -= 1;
        return true;
    }

    [[nodiscard]] std::string id() const {
        std::array<char, 32> text{};
        (void)std::snprintf(text.data(), text.size(), "%024x", static_cast<unsigned>(number_ * 7919));
        return text.data();
    }

    int number_;
    double rate_ = 0.05;
    double chance_ = 0;
    int quota_ = 0;
    double expires_ = 0;
    Counts counts_;
    int total_sampled_ = 0;
};

class Fleet {
public:
    Fleet(Api& api, int reservoir) : api_(&api), reservoir_(reservoir) {
        (void)api.call("/CreateSamplingRule", {{"SamplingRule",
                                                {{"RuleName", "fleet"},
                                                 {"ResourceARN", "*"},
                                                 {"Priority", 1},
                                                 {"FixedRate", 0.05},
                                                 {"ReservoirSize", reservoir},
                                                 {"ServiceName", "*"},
                                                 {"ServiceType", "*"},
                                                 {"Host", "*"},
                                                 {"HTTPMethod", "*"},
                                                 {"URLPath", "*"},
                                                 {"Version", 1}}}});
    }

    void join(int clients) {
        for (int i = 0; i < clients; ++i) clients_.emplace_back(joined_++);
    }
    void leave(int clients) {
        gone_.insert(gone_.end(), clients_.begin(), clients_.begin() + clients);
        clients_.erase(clients_.begin(), clients_.begin() + clients);
    }
    void move_to(Api& api) { api_ = &api; }
    void resize(int reservoir) {
        (void)api_->call("/UpdateSamplingRule",
                         {{"SamplingRuleUpdate", {{"RuleName", "fleet"}, {"ReservoirSize", reservoir}}}});
        reservoir_ = reservoir;
    }

    // Lets seconds pass; unless `settling`, the quotas that are out never sum above the reservoir.
    void run(int seconds, bool settling = false) {
        for (int i = 0; i < seconds; ++i, ++second_) {
            api_->clock.advance(1);
            for (Client& client : clients_) {
                client.serve_second(now());
                if (client.is_due(second_)) client.report(*api_);
            }
            CAPTURE(second_, i);
            if (!settling) REQUIRE(out() <= reservoir_);
        }
    }

    // Quotas of everybody, also of those who have gone and may come back.
    [[nodiscard]] int out() const { return quotas(clients_) + quotas(gone_); }
    [[nodiscard]] int held() const { return quotas(clients_); }

    // Whether the clients hold all of the reservoir, in shares that differ by one at most.
    [[nodiscard]] bool is_even() const {
        int least = reservoir_;
        int most = 0;
        for (const Client& client : clients_) {
            least = std::min(least, client.quota(now()));
            most = std::max(most, client.quota(now()));
        }
        return held() == reservoir_ && most - least <= 1;
    }

    [[nodiscard]] int sampled() const {
        return std::accumulate(clients_.begin(), clients_.end(), 0,
                               [](int sum, const Client& client) { return sum + client.sampled(); });
    }

private:
    [[nodiscard]] double now() const { return seconds_from_micros(api_->clock.now()); }
    [[nodiscard]] int quotas(const std::vector<Client>& clients) const {
        return std::accumulate(clients.begin(), clients.end(), 0,
                               [this](int sum, const Client& client) { return sum + client.quota(now()); });
    }

    Api* api_;
    int reservoir_;
    int joined_ = 0;
    int second_ = 0;
    std::vector<Client> clients_;
    std::vector<Client> gone_;
};

}  // namespace

TEST_CASE("sampling fleet: 50 clients share a reservoir, and sample it and the rate", "[sampling]") {
    Api api;
    Fleet fleet(api, 120);
    fleet.join(50);
    fleet.run(10);
    REQUIRE(fleet.out() == 0);  // everybody has reported once, and borrows
    // 50 borrowed a second, and 5 % of what is left.
    REQUIRE(std::abs(fleet.sampled() - 10 * (50 + (50 * kRequestsPerSecond - 50) / 20)) <= 50);
    fleet.run(20);
    REQUIRE(fleet.is_even());
    const int before = fleet.sampled();
    fleet.run(60);
    REQUIRE(fleet.is_even());
    REQUIRE(std::abs(fleet.sampled() - before - 60 * (120 + (50 * kRequestsPerSecond - 120) / 20)) <= 50);
}

TEST_CASE("sampling fleet: who falls silent gives its share back when its lease ends", "[sampling]") {
    Api api;
    Fleet fleet(api, 120);
    fleet.join(50);
    fleet.run(30);
    fleet.leave(20);
    const int left = fleet.held();
    REQUIRE(left < 120);
    fleet.run(280);
    REQUIRE(fleet.held() == left);
    fleet.run(40);
    REQUIRE(fleet.is_even());
    REQUIRE(fleet.out() == 120);
}

TEST_CASE("sampling fleet: newcomers get their share as soon as the others have reported", "[sampling]") {
    Api api;
    Fleet fleet(api, 120);
    fleet.join(1);
    fleet.run(20);
    REQUIRE(fleet.held() == 120);  // one client has it all
    fleet.join(49);
    fleet.run(40);
    REQUIRE(fleet.is_even());
}

TEST_CASE("sampling fleet: a smaller reservoir, and one smaller than the fleet", "[sampling]") {
    Api api;
    Fleet fleet(api, 120);
    fleet.join(50);
    fleet.run(30);
    fleet.resize(30);
    fleet.run(20, true);
    REQUIRE(fleet.is_even());
    const int before = fleet.sampled();
    fleet.run(60);
    REQUIRE(std::abs(fleet.sampled() - before - 60 * (30 + (50 * kRequestsPerSecond - 30) / 20)) <= 50);
}

TEST_CASE("sampling fleet: leases survive a restart", "[sampling]") {
    const TemporaryFolder folder;
    storage::StoreOptions options;
    options.path = folder.file("x.db");
    auto api = std::make_unique<Api>(options);
    Fleet fleet(*api, 120);
    fleet.join(50);
    fleet.run(30);
    fleet.leave(20);
    const int left = fleet.held();
    const Micros stopped = api->clock.now();
    api.reset();
    api = std::make_unique<Api>(options);
    api->clock.set(seconds_from_micros(stopped) + 3);
    fleet.move_to(*api);
    fleet.join(5);
    // Never above the reservoir, though the new process has met nobody.
    fleet.run(30);
    REQUIRE(fleet.held() >= left - 30);
    fleet.run(300);
    REQUIRE(fleet.is_even());
}

TEST_CASE("sampling fleet: a rule that is made again has no leases", "[sampling]") {
    const TemporaryFolder folder;
    storage::StoreOptions options;
    options.path = folder.file("x.db");
    auto api = std::make_unique<Api>(options);
    {
        Fleet fleet(*api, 10);
        fleet.join(2);
        fleet.run(30);
        REQUIRE(fleet.is_even());
    }
    (void)api->call("/DeleteSamplingRule", {{"RuleName", "fleet"}});
    api = nullptr;
    api = std::make_unique<Api>(options);
    Fleet fleet(*api, 10);
    const json explained = api->call("/_emulator/sampling/explain", json::object());
    REQUIRE(explained["RuleName"] == "fleet");
    REQUIRE(explained["Rule"]["QuotaLeased"] == 0);
    REQUIRE(explained["Rule"]["Clients"] == 0);
}
