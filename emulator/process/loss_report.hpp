// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include "api/ingest/segment_ingest.hpp"
#include "core/base/counters.hpp"
#include "emulator/process/log.hpp"

namespace xray::emulator {

// Says in the log what did not get to the store; the store itself tells of what it could not keep. A sender
// over UDP is never told, so this is where a person finds out. One line at most every ten seconds, with the
// counts since the last one and the newest reason.
class LossReport {
public:
    LossReport(boost::asio::io_context& io, const Counters& counters, const api::SegmentIngest& ingest,
               Log& log);

    void start();

    // Reports what is left and ends.
    void stop();

private:
    struct Losses {
        std::uint64_t rejected_documents = 0;
        std::uint64_t rejected_datagrams = 0;
        std::uint64_t dropped_datagrams = 0;
        std::uint64_t lost_in_kernel = 0;

        bool operator==(const Losses&) const = default;
    };

    [[nodiscard]] Losses current() const;
    void wait();
    void report();

    boost::asio::steady_timer timer_;
    const Counters& counters_;
    const api::SegmentIngest& ingest_;
    Log& log_;
    Losses reported_;
    std::chrono::steady_clock::time_point next_report_;
};

}  // namespace xray::emulator
