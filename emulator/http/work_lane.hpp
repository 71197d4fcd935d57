// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <string_view>
#include <thread>
#include <vector>

namespace xray::emulator {

// Threads that take jobs off one queue, in order. A job that throws is told to `failed` and harms no other.
//
// Threads: post() may be called from any thread, the rest from the owner's alone.
class WorkLane {
public:
    using Job = std::function<void()>;

    // `most_waiting`: how many jobs may wait for a thread. `failed` must not throw.
    WorkLane(std::size_t threads, std::size_t most_waiting,
             std::function<void(std::string_view what)> failed);
    WorkLane(const WorkLane&) = delete;
    WorkLane& operator=(const WorkLane&) = delete;
    ~WorkLane();

    // Throws std::system_error where the system gives no more threads; the lane is then as before.
    void start();

    // False if too many jobs wait already.
    [[nodiscard]] bool post(Job job);

    // Does what is queued, then ends the threads.
    void stop();

private:
    void run();
    void run_job(Job job) const;

    const std::size_t thread_count_;
    const std::size_t most_waiting_;
    const std::function<void(std::string_view)> failed_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<Job> jobs_;   // guarded by mutex_
    bool stopping_ = false;  // guarded by mutex_
    std::vector<std::thread> threads_;
};

}  // namespace xray::emulator
