// SPDX-License-Identifier: Apache-2.0
#include "emulator/process/loss_report.hpp"

#include <string>
#include <vector>

namespace xray::emulator {
namespace {

constexpr std::chrono::seconds kLookInterval{1};
constexpr std::chrono::seconds kReportInterval{10};

void append_count(std::string& text, std::uint64_t count, const char* what) {
    if (count == 0) return;
    if (!text.empty()) text += ", ";
    text += std::to_string(count) + " " + what;
}

}  // namespace

LossReport::LossReport(boost::asio::io_context& io, const Counters& counters,
                       const api::SegmentIngest& ingest, Log& log)
    : timer_(io), counters_(counters), ingest_(ingest), log_(log) {}

void LossReport::start() {
    wait();
}

void LossReport::stop() {
    timer_.cancel();
    report();
}

LossReport::Losses LossReport::current() const {
    Losses losses;
    losses.rejected_documents = counters_.documents_rejected;
    losses.rejected_datagrams = counters_.datagrams_rejected;
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
    append_count(text, now.rejected_documents - reported_.rejected_documents, "documents rejected");
    append_count(text, now.rejected_datagrams - reported_.rejected_datagrams, "datagrams rejected");
    append_count(text, now.dropped_datagrams - reported_.dropped_datagrams, "datagrams dropped");
    append_count(text, now.lost_in_kernel - reported_.lost_in_kernel,
                 "datagrams lost because the receive buffer was full");
    const bool has_reason = now.rejected_documents != reported_.rejected_documents ||
                            now.rejected_datagrams != reported_.rejected_datagrams;
    const std::vector<api::RejectedDocument> rejected =
        has_reason ? ingest_.last_rejected() : std::vector<api::RejectedDocument>();
    if (!rejected.empty()) {
        const api::RejectedDocument& last = rejected.front();
        text += "; the latest, from " + last.source + ": " + last.reason + ": " + last.message;
    }
    log_.warn(text + " (see GET /_emulator/stats)");
    reported_ = now;
    next_report_ = std::chrono::steady_clock::now() + kReportInterval;
}

}  // namespace xray::emulator
