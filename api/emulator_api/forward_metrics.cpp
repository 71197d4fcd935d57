// SPDX-License-Identifier: Apache-2.0
#include "api/emulator_api/forward_metrics.hpp"

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

namespace xray::api {
namespace {

// A family with one sample a destination.
struct Family {
    std::string_view name;
    std::string_view type;
    std::string_view help;
    std::uint64_t (*value)(const ForwardReading& reading);
};

constexpr std::array kFamilies{
    Family{"xray_emulator_forwarded_total", "counter", "Documents passed on",
           [](const ForwardReading& reading) { return reading.forwarded; }},
    Family{"xray_emulator_forward_retries_total", "counter", "Requests that were sent again",
           [](const ForwardReading& reading) { return reading.retries; }},
    Family{"xray_emulator_forward_backlog", "gauge", "Documents that wait to be passed on",
           [](const ForwardReading& reading) { return reading.backlog; }},
    Family{"xray_emulator_forward_backlog_bytes", "gauge", "Bytes of the documents that wait",
           [](const ForwardReading& reading) { return reading.backlog_bytes; }},
    Family{"xray_emulator_forward_up", "gauge", "Whether the destination takes what is sent, 1 or 0",
           [](const ForwardReading& reading) { return std::uint64_t{reading.is_reachable ? 1U : 0U}; }},
};

}  // namespace

void append_forwarding(MetricsText& out, const Forwarding& forwarding) {
    const std::vector<ForwardReading> readings = forwarding.readings();
    for (const Family& family : kFamilies) {
        out.begin(family.name, family.type, family.help);
        for (const ForwardReading& reading : readings)
            out.add({}, {{"destination", reading.destination}}, family.value(reading));
    }
    out.begin("xray_emulator_forward_dropped_total", "counter", "Documents that were not passed on");
    for (const ForwardReading& reading : readings) {
        for (const auto& [reason, count] : reading.dropped)
            out.add({}, {{"destination", reading.destination}, {"reason", reason}}, count);
    }
    out.single("xray_emulator_forward_repeats_total", "counter",
               "Documents not passed on because they had been before", forwarding.repeats());
    out.single("xray_emulator_forward_loops_total", "counter",
               "Requests refused because this emulator had forwarded them", forwarding.loops());
}

}  // namespace xray::api
