// SPDX-License-Identifier: Apache-2.0
#include "api/kit/hints.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "api/ingest/segment_ingest.hpp"
#include "api/kit/doctor.hpp"

namespace xray::api {
namespace {

constexpr std::size_t kMostReasons = 3;

std::string refusals(const SegmentIngest& ingest, const std::string& base_url) {
    std::uint64_t total = 0;
    std::string reasons;
    std::size_t told = 0;
    for (const auto& [reason, count] : ingest.rejected().counts()) {
        total += count;
        if (++told > kMostReasons) continue;
        if (told > 1) reasons += ", ";
        reasons += reason;
    }
    if (total == 0) return {};
    return std::to_string(total) + (total == 1 ? " document was" : " documents were") +
           " refused: " + reasons + " (see " + base_url + "/rejected)";
}

std::string silence(const Context& context) {
    const bool ever = context.counters.documents_received > 0 || context.counters.datagrams_received > 0;
    const std::string since = ever ? " since the last reset" : "";
    if (context.udp_address.empty()) return "nothing arrived" + since;
    return "nothing arrived on UDP " + context.udp_address + since;
}

// What the doctor says that may be why a trace was not found: what is missing of a trace is told with the
// trace.
void add_findings(Context& context, std::vector<std::string>& lines) {
    constexpr std::array<std::string_view, 8> kTold{
        "times-in-milliseconds", "end-before-start",  "time-in-future",  "annotation-key",
        "wrong-propagator",      "sampling-left-out", "unsampled-spans", "unindexed-attribute"};
    for (const Finding& finding : examine(context)) {
        if (std::find(kTold.begin(), kTold.end(), finding.code) == kTold.end()) continue;
        const std::string times = finding.count > 1 ? " (" + std::to_string(finding.count) + " times)" : "";
        lines.push_back(finding.message + times);
    }
}

}  // namespace

std::vector<std::string> hints(Context& context, const std::string& base_url, std::uint64_t traces) {
    std::vector<std::string> lines;
    std::string refused = refusals(context.ingest, base_url);
    if (!refused.empty()) {
        lines.push_back(std::move(refused));
    } else if (traces == 0) {
        lines.push_back(silence(context));
    }
    add_findings(context, lines);
    return lines;
}

}  // namespace xray::api
