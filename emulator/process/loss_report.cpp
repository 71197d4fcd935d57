// SPDX-License-Identifier: Apache-2.0
#include "emulator/process/loss_report.hpp"

#include <string>

#include "core/text/counted.hpp"

namespace xray::emulator {
namespace {

constexpr std::chrono::seconds kLookInterval{1};
constexpr std::chrono::seconds kReportInterval{10};

void append_count(std::string& text, std::uint64_t count, const std::string& things, const char* what) {
    if (count == 0) return;
    if (!text.empty()) text += ", ";
    text.append(counted(count, things)).append(" ").append(what);
}

}  // namespace

LossReport::LossReport(boost::asio::io_context& io, const Counters& counters, const IntakeLog& intake,
                       Log& log)
    : timer_(io), counters_(counters), intake_(intake), log_(log) {}

void LossReport::start() {
    wait();
}

void LossReport::stop() {
    timer_.cancel();
    report();
}

LossReport::Losses LossReport::current() const {
    Losses losses;
    losses.untold_refusals = intake_.untold_refusals();
    losses.dropped_datagrams = counters_.datagrams_dropped;
    losses.lost_in_kernel = counters_.datagrams_lost_in_kernel;
    return losses;
}

void LossReport::wait() {
    timer_.expires_after(kLookInterval);
    timer_.async_wait([this](boost::system::error_code cancelled) {
        if (cancelled) return;
        if (std::chrono::steady_clock::now() >= next_report_) report();
        wait();
    });
}

void LossReport::report() {
    const Losses now = current();
    if (now == reported_) return;
    std::string text;
    append_count(text, now.untold_refusals - reported_.untold_refusals, "more document", "refused");
    append_count(text, now.dropped_datagrams - reported_.dropped_datagrams, "datagram", "dropped");
    append_count(text, now.lost_in_kernel - reported_.lost_in_kernel, "datagram",
                 "lost because the receive buffer was full");
    log_.warn(text + " (see GET /_emulator/stats)");
    reported_ = now;
    next_report_ = std::chrono::steady_clock::now() + kReportInterval;
}

}  // namespace xray::emulator
