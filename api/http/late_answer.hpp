// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <functional>
#include <string>

namespace xray::api {

// Something that comes when it comes: whoever waits for it keeps neither a thread nor a lock. The server asks
// for it, and passes on what only the server notices: that time is up, that the client has gone, that the
// process ends.
//
// Threads: the methods may be called from any thread. None throws. abandon() returns at once; the others may
// block on the store.
template <class T>
class LateAnswer {
public:
    using Give = std::function<void(T)>;

    LateAnswer() = default;
    LateAnswer(const LateAnswer&) = delete;
    LateAnswer& operator=(const LateAnswer&) = delete;
    virtual ~LateAnswer() = default;

    // Has `give` called once, from any thread, now or later: not at all after abandon(). To be asked again
    // only after that.
    virtual void ask(Give give) = 0;

    // How long after ask() time_is_up() is to be called, if nothing has been given by then.
    [[nodiscard]] virtual std::chrono::milliseconds patience() const = 0;

    // Gives what there is to give without it.
    virtual void time_is_up() = 0;

    // The same, because the process ends; holds for every later ask() too.
    virtual void shut_down() = 0;

    // Nobody listens any more.
    virtual void abandon() = 0;
};

// A part of a body that is sent as it arises.
struct BodyPiece {
    std::string text;
    bool last = false;
    bool failed = false;  // the body cannot be completed: the connection is to break off
};

}  // namespace xray::api
