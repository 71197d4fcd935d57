// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <exception>
#include <utility>

namespace xray {

// Ends work whose answer nobody waits for any more. Thrown by Cancellation::check() alone, and by what reads
// the database in its stead; api::dispatch catches it.
class Cancelled : public std::exception {
public:
    [[nodiscard]] const char* what() const noexcept override { return "the client has left"; }
};

// For as long as it lives, what its thread works at may be called off by setting `flag`, from any thread.
// Long loops ask now and then: a load and a branch. Without one on the thread nothing is ever cancelled.
class Cancellation {
public:
    // `flag` must outlive it.
    explicit Cancellation(const std::atomic<bool>& flag) : outer_(std::exchange(flag_, &flag)) {}
    Cancellation(const Cancellation&) = delete;
    Cancellation& operator=(const Cancellation&) = delete;
    ~Cancellation() { flag_ = outer_; }

    // Whether the work of the calling thread has been called off.
    [[nodiscard]] static bool requested() noexcept {
        return flag_ != nullptr && flag_->load(std::memory_order_relaxed);
    }

    // Throws Cancelled if it has.
    static void check() {
        if (requested()) throw Cancelled();
    }

private:
    inline static thread_local const std::atomic<bool>* flag_ = nullptr;
    const std::atomic<bool>* outer_;
};

}  // namespace xray
