// SPDX-License-Identifier: Apache-2.0
#include "api/sampling/sampling_leases.hpp"

#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <vector>

#include "api/sampling/sampling_rules.hpp"
#include "storage/trace_store.hpp"

namespace xray::api {
namespace {

using nlohmann::json;
using storage::ControlTables;

std::string setting_of(std::string_view rule) {
    return std::string("sampling-leases/").append(rule);
}

std::string write_holders(const std::vector<LeaseHolder>& holders) {
    json list = json::array();
    for (const LeaseHolder& holder : holders) {
        list.push_back({{"client", holder.client},
                        {"expires", holder.lease.expires},
                        {"quota", holder.lease.quota},
                        {"seen", holder.seen}});
    }
    return list.dump();
}

std::vector<LeaseHolder> read_holders(const std::string& text) {
    std::vector<LeaseHolder> holders;
    for (const json& item : json::parse(text)) {
        holders.push_back({item.at("client"), item.at("seen"), {item.at("quota"), item.at("expires")}});
    }
    return holders;
}

}  // namespace

void restore_leases(Context& context) {
    if (context.sampling.restored()) return;
    std::map<std::string, std::vector<LeaseHolder>, std::less<>> holders;
    const SamplingRules loaded = load_sampling_rules(context);
    context.store.control().read([&](ControlTables& tables) {
        for (const SamplingRule& rule : loaded.rules) {
            const std::optional<std::string> text = tables.settings.find(setting_of(rule.name));
            if (text) holders[rule.name] = read_holders(*text);
        }
    });
    context.sampling.restore(holders, context.clock.now());
}

void save_leases(Context& context, const std::set<std::string>& rules) {
    if (rules.empty()) return;
    // The ledger is read within the turn of the write: of two calls, the later one writes what both gave.
    const Result<void> saved = context.store.control().change([&](ControlTables& tables) -> Result<void> {
        for (const std::string& rule : rules) {
            tables.settings.put(setting_of(rule), write_holders(context.sampling.holders(rule)));
        }
        return {};
    });
    // This change returns no Error; a broken database throws.
    (void)saved;
}

void drop_leases(ControlTables& tables, std::string_view rule) {
    tables.settings.remove(setting_of(rule));
}

}  // namespace xray::api
