// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl/context.hpp>

#include "api/context/context.hpp"
#include "emulator/http/byte_budget.hpp"
#include "emulator/http/work_lanes.hpp"
#include "emulator/process/log.hpp"

namespace xray::emulator {

class Connection;

// What a connection has from its server, which outlives it.
struct ConnectionHost {
    boost::asio::io_context& io;
    WorkLanes& lanes;  // where api::dispatch runs
    ByteBudget& budget;
    api::Context& api;
    Log& log;
    boost::asio::ssl::context* tls;  // null: no TLS
    // Called once, when the connection has closed.
    std::function<void(const std::shared_ptr<Connection>&)> ended;
    // Goes on with a connection whose client has begun to speak HTTP/2, in place of `from`, which is done
    // then: `received` is all that has been read. Empty: HTTP/2 is not spoken.
    std::function<void(const std::shared_ptr<Connection>& from, boost::asio::ip::tcp::socket socket,
                       std::string received)>
        speak_http2 = {};
    bool freed_much = false;  // a large request or answer has gone: memory may be given back
};

// A client's connection, whatever it speaks. Everything here runs on the I/O thread, but for what run_on()
// and post() say.
//
// An exception, on whichever thread it is thrown for the connection, closes the connection and goes no
// further.
class Connection : public std::enable_shared_from_this<Connection> {
public:
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;
    virtual ~Connection() = default;

    virtual void start() = 0;

    // No further requests: closes now if none is under way, else after the answers.
    virtual void finish() = 0;

    virtual void close() = 0;

    // Closes if the other side has taken too long for what it is doing.
    virtual void close_if_late(std::chrono::steady_clock::time_point now) = 0;

    // Since when it has been waiting for a request: such a connection can be closed when there are too many.
    [[nodiscard]] virtual std::optional<std::chrono::steady_clock::time_point> idle_since() const = 0;

protected:
    using ErrorCode = boost::system::error_code;

    explicit Connection(ConnectionHost& host) : host_(host), share_(host.budget) {}

    void expect_within(std::chrono::seconds patience) {
        deadline_ = std::chrono::steady_clock::now() + patience;
    }

    void hold_bytes(std::size_t bytes) {
        if (share_.held() >= bytes + kMuchMemory) host_.freed_much = true;
        share_.hold(bytes);
    }

    // Where there is no memory to tell it, it is still closed.
    void fail(const char* what) noexcept {
        ++host_.api.counters.failures;
        host_.log.failure("closed a connection after a failure", what);
        try {
            close();
        } catch (const std::exception&) {
            // The server looks at it again.
            broken_ = true;
        }
    }

    // The handler of an asynchronous operation of this connection.
    template <class Work>
    auto guarded(Work work) {
        return [self = shared_from_this(), work = std::move(work)](auto&&... values) mutable {
            try {
                work(std::forward<decltype(values)>(values)...);
            } catch (const std::exception& failure) {
                self->fail(failure.what());
            }
        };
    }

    // Has `work` run on the I/O thread. For any thread; never throws.
    template <class Work>
    void post(Work work) noexcept {
        try {
            boost::asio::post(host_.io, guarded(std::move(work)));
        } catch (const std::exception&) {
            broken_ = true;
        }
    }

    // False if the lane has too much to do.
    [[nodiscard]] bool run_on(WorkLane& lane, std::function<void()> job) {
        return lane.post([self = shared_from_this(), job = std::move(job)] {
            try {
                job();
            } catch (const std::exception&) {
                self->broken_ = true;
                throw;
            }
        });
    }

    ConnectionHost& host_;
    ByteBudget::Share share_;
    std::chrono::steady_clock::time_point deadline_;
    std::atomic<bool> broken_ = false;  // a failure off the I/O thread: to be closed
    bool closed_ = false;

private:
    // What makes it worth giving memory back to the system.
    static constexpr std::size_t kMuchMemory = 1U << 20U;
};

}  // namespace xray::emulator
