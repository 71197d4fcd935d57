// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/steady_timer.hpp>

#include "api/ingest/forwarding.hpp"
#include "emulator/forward/backoff.hpp"
#include "emulator/forward/carrier.hpp"
#include "emulator/forward/queue.hpp"
#include "emulator/forward/target.hpp"
#include "emulator/process/line_pace.hpp"
#include "emulator/process/log.hpp"

namespace xray::emulator {

// One place to which documents are passed on: what waits for it, the connections to it, and how it goes. The
// log gets a line when nothing gets through any more, when something does again, and when documents are lost;
// not one for each.
//
// Threads: offer() and reading() may be called from any thread, everything else from the one that runs `io`.
class Destination {
public:
    // What of it must outlive this: `io`, `log`, and `tls`, which is null for plain HTTP and the daemon.
    Destination(boost::asio::io_context& io, ForwardTarget target, boost::asio::ssl::context* tls, Log& log);
    Destination(const Destination&) = delete;
    Destination& operator=(const Destination&) = delete;
    ~Destination();

    // Takes a document to pass it on, and returns at once. False where it was dropped, which is counted.
    [[nodiscard]] bool offer(const Outgoing& outgoing);

    // Begins to send what waits. After stop() it calls `finished` when nothing waits any more.
    void look();

    // What waits is sent now. A destination that cannot be reached is tried once more.
    void stop(std::function<void()> finished);

    // Whatever is still here is lost; the log says how much.
    void give_up();

    // After an exception: what was under way is sent again.
    void revive();

    [[nodiscard]] const ForwardTarget& target() const { return target_; }
    [[nodiscard]] api::ForwardReading reading() const;

private:
    enum class Loss { kBufferFull, kRefused, kLoop, kTooLarge, kStopped };
    static constexpr std::size_t kLosses = 5;

    // A connection and what is under way on it.
    struct Lane {
        std::unique_ptr<Carrier> carrier;
        OutgoingBatch batch;
        bool is_busy = false;
    };

    void make_lanes(boost::asio::io_context& io, boost::asio::ssl::context* tls);
    [[nodiscard]] bool is_enough() const;
    void wait_for_more();
    void start(Lane& lane, OutgoingBatch batch);
    void on_result(Lane& lane, const SendResult& result);
    void on_taken(OutgoingBatch batch, const SendResult& result);
    void on_unreachable(OutgoingBatch batch, const SendResult& result);
    void on_server_error(OutgoingBatch batch, const SendResult& result);
    void rest(const SendResult& result);
    void note_success();
    void note_failure(const std::string& reason);
    void lose(std::uint64_t count, Loss loss, std::string_view reason);
    [[nodiscard]] std::uint64_t losses() const;
    void withdraw();
    void finish_if_done();
    [[nodiscard]] std::string where() const;

    const ForwardTarget target_;
    Log& log_;
    const ForwardQueue::Bounds most_at_once_;
    ForwardQueue queue_;
    std::vector<Lane> lanes_;
    std::size_t busy_ = 0;

    boost::asio::steady_timer more_timer_;  // collects what comes at the same time
    bool is_collecting_ = false;
    bool has_collected_ = false;

    boost::asio::steady_timer rest_timer_;
    Backoff backoff_;
    bool is_resting_ = false;
    std::chrono::steady_clock::time_point lost_at_;
    std::uint64_t losses_before_ = 0;  // what was lost when it was

    std::function<void()> finished_;
    bool is_stopping_ = false;
    bool is_last_try_ = false;

    std::atomic<bool> is_reachable_{true};
    std::atomic<bool> has_told_of_full_{false};
    std::atomic<std::uint64_t> forwarded_{0};
    std::atomic<std::uint64_t> retries_{0};
    std::array<std::atomic<std::uint64_t>, kLosses> lost_{};
    LinePace refusals_{3, std::chrono::seconds(10)};
    mutable std::mutex mutex_;
    std::string last_error_;  // guarded by mutex_
};

}  // namespace xray::emulator
