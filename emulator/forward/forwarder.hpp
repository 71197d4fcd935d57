// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ssl/context.hpp>

#include "api/ingest/forwarding.hpp"
#include "emulator/forward/destination.hpp"
#include "emulator/forward/repeats.hpp"
#include "emulator/forward/target.hpp"
#include "emulator/process/log.hpp"

namespace xray::emulator {

// Passes what the ingest has taken on to other places (`serve --forward`). Whoever brings documents leaves
// them in the buffers of the destinations, each bounded, and never waits; one thread of the forwarder's own
// does everything else, so that a destination that is slow or gone costs nobody else anything.
//
// Circles: each request says in kForwardedByHeader through which emulators its documents have come, so one
// that gets its own back refuses them (api/dispatch.cpp). Where the header is lost, as behind a daemon or a
// collector, Repeats ends the circle.
class Forwarder final : public api::Forwarding {
public:
    // `tls` may be null where no target is https. `log` must outlive it.
    Forwarder(std::vector<ForwardTarget> targets, std::unique_ptr<boost::asio::ssl::context> tls, Log& log);
    ~Forwarder() override;

    // Throws std::system_error where the system gives no thread.
    void start();

    // Sends what waits, for a few seconds at most, and ends the thread; what is left is lost and told.
    // Nothing may be accepted any more.
    void finish();

    [[nodiscard]] bool wants_spans() const override;
    void accept(std::span<const api::AcceptedDocument> documents, std::string_view forwarded_by) override;
    [[nodiscard]] std::vector<api::ForwardReading> readings() const override;
    [[nodiscard]] std::uint64_t repeats() const override { return repeat_count_; }
    [[nodiscard]] std::uint64_t loops() const override { return loop_count_; }
    [[nodiscard]] bool has_come_back(std::string_view forwarded_by) override;
    void forget_repeats() override { repeats_.forget_all(); }

private:
    using Header = std::shared_ptr<const std::string>;

    [[nodiscard]] Header header_after(std::string_view forwarded_by) const;
    void run();

    Log& log_;
    const std::string id_;
    const Header own_header_;
    boost::asio::io_context io_{1};
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_;
    const std::unique_ptr<boost::asio::ssl::context> tls_;
    std::vector<std::unique_ptr<Destination>> destinations_;
    std::atomic<bool> has_look_posted_{false};
    Repeats repeats_;
    std::atomic<std::uint64_t> repeat_count_{0};
    std::atomic<std::uint64_t> loop_count_{0};
    std::thread thread_;
};

}  // namespace xray::emulator
