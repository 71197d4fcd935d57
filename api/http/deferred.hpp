// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <functional>
#include <string>

namespace xray::api {

// Something that is there now or later: whoever waits for it keeps neither a thread nor a lock. The server
// starts it, and passes on what only the server notices: that its time is up, that the client has gone, that
// the process ends.
//
// Threads: the methods may be called from any thread. None throws. cancel() returns at once; the others may
// block on the store.
template <class T>
class Deferred {
public:
    using Deliver = std::function<void(T)>;

    Deferred() = default;
    Deferred(const Deferred&) = delete;
    Deferred& operator=(const Deferred&) = delete;
    virtual ~Deferred() = default;

    // Calls `deliver` once, from any thread, now or later, and never after cancel(). It may be started again
    // once it has delivered.
    virtual void start(Deliver deliver) = 0;

    // How long after start() expire() is to be called, if nothing has been delivered by then.
    [[nodiscard]] virtual std::chrono::milliseconds timeout() const = 0;

    // The timeout has passed: delivers what there is.
    virtual void expire() = 0;

    // The process ends: delivers what there is. Every later start() ends the same way.
    virtual void shut_down() = 0;

    // Nobody waits any more.
    virtual void cancel() = 0;

    // Whether start() reads traces, for as long as that takes: it then runs where queries run, and is called
    // off as they are (core/base/cancellation.hpp).
    [[nodiscard]] virtual bool is_query() const { return false; }
};

// A part of a body that is sent as it arises. An empty one that is not the last sends nothing: the timeout
// has changed, and the stream is to be started again.
struct BodyPiece {
    std::string text;
    bool last = false;
};

// A body that comes in pieces, each as soon as the client has taken the one before.
class BodyStream : public Deferred<BodyPiece> {
public:
    // Whether it cannot be completed: the connection is to break off, so that the client learns that
    // something is missing.
    [[nodiscard]] virtual bool has_failed() const = 0;
};

}  // namespace xray::api
