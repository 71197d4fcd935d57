// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include "core/base/counters.hpp"
#include "emulator/process/intake_log.hpp"
#include "emulator/process/log.hpp"

namespace xray::emulator {

// Says in the log what did not get to the store, where no other line has; the store itself tells of what it
// could not keep. A sender over UDP is never told, so this is where a person finds out. One line at most
// every ten seconds, with the counts since the last one.
class LossReport {
public:
    LossReport(boost::asio::io_context& io, const Counters& counters, const IntakeLog& intake, Log& log);

    void start();

    // Reports what is left and ends.
    void stop();

private:
    struct Losses {
        std::uint64_t untold_refusals = 0;
        std::uint64_t dropped_datagrams = 0;
        std::uint64_t lost_in_kernel = 0;

        bool operator==(const Losses&) const = default;
    };

    [[nodiscard]] Losses current() const;
    void wait();
    void report();

    boost::asio::steady_timer timer_;
    const Counters& counters_;
    const IntakeLog& intake_;
    Log& log_;
    Losses reported_;
    std::chrono::steady_clock::time_point next_report_;
};

}  // namespace xray::emulator
