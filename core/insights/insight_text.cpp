// SPDX-License-Identifier: Apache-2.0
#include "core/insights/insight_text.hpp"

#include <cmath>
#include <cstddef>

#include "core/base/stable_hash.hpp"
#include "core/text/hex.hpp"

namespace xray {
namespace {

// In whole percent: a reader of sentences takes a decimal point for the end of one.
std::string percent(double rate) {
    return std::to_string(std::lround(rate * 100)) + "%";
}

std::string name_of(const InsightService& service) {
    return service.type.empty() ? service.name : service.name + " (" + service.type + ")";
}

std::string share_of(const RequestImpact& impact) {
    return std::to_string(impact.faults) + " of " + std::to_string(impact.total);
}

}  // namespace

std::string insight_id(std::string_view group, std::int64_t minute, const InsightService& service) {
    std::string origin(group);
    for (const std::string& part : {std::to_string(minute), service.name, service.type, service.account_id}) {
        origin.push_back('\0');
        origin.append(part);
    }
    const std::uint64_t first = spread_bits(Fnv1a(0).add(origin).value());
    const std::uint64_t second = spread_bits(Fnv1a(1).add(origin).value());
    std::string id;
    append_hex(id, first >> 32U, 8);
    id.push_back('-');
    append_hex(id, first >> 16U, 4);
    id += "-5";
    append_hex(id, first, 3);
    id.push_back('-');
    append_hex(id, 0x8U | ((second >> 60U) & 0x3U), 1);
    append_hex(id, second >> 48U, 3);
    id.push_back('-');
    append_hex(id, second, 12);
    return id;
}

std::string describe_anomaly(const InsightService& root_cause, const FaultBaseline::Judgement& judgement) {
    return "More requests failed than expected. " + percent(judgement.rate) + " were faults where at most " +
           percent(judgement.limit) + " were expected, among the requests to " + name_of(root_cause) + ".";
}

std::string describe_services(const std::vector<InsightService>& anomalous) {
    std::string text = "More services have failing requests. More faults than expected were seen at ";
    for (std::size_t i = 0; i < anomalous.size(); ++i) text += (i == 0 ? "" : ", ") + name_of(anomalous[i]);
    return text + ".";
}

std::string describe_impact(const InsightService& root_cause, const RequestImpact& service,
                            const RequestImpact& client) {
    return "The number of faults has doubled. " + share_of(client) + " requests from clients and " +
           share_of(service) + " requests to " + name_of(root_cause) + " were faults.";
}

std::string describe_end(const InsightService& root_cause) {
    return "The insight is closed. There are no longer more faults than expected at " + name_of(root_cause) +
           ".";
}

}  // namespace xray
