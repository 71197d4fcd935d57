// SPDX-License-Identifier: Apache-2.0
#include "emulator/http/work_lane.hpp"

#include <exception>
#include <utility>

namespace xray::emulator {

WorkLane::WorkLane(std::size_t threads, std::size_t most_waiting,
                   std::function<void(std::string_view)> failed)
    : thread_count_(threads), most_waiting_(most_waiting), failed_(std::move(failed)) {
    threads_.reserve(threads);
}

WorkLane::~WorkLane() {
    stop();
}

void WorkLane::start() {
    try {
        while (threads_.size() < thread_count_) threads_.emplace_back([this] { run(); });
    } catch (...) {
        stop();
        throw;
    }
}

void WorkLane::stop() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    changed_.notify_all();
    for (std::thread& thread : threads_) thread.join();
    threads_.clear();
}

bool WorkLane::post(Job job) {
    {
        const std::lock_guard lock(mutex_);
        if (jobs_.size() >= most_waiting_) return false;
        jobs_.push_back(std::move(job));
    }
    changed_.notify_one();
    return true;
}

void WorkLane::run() {
    std::unique_lock lock(mutex_);
    for (;;) {
        changed_.wait(lock, [&] { return stopping_ || !jobs_.empty(); });
        if (jobs_.empty()) return;
        Job job = std::move(jobs_.front());
        jobs_.pop_front();
        lock.unlock();
        run_job(std::move(job));
        lock.lock();
    }
}

// The job ends with the call, and with it what it keeps alive.
void WorkLane::run_job(Job job) const {
    try {
        job();
    } catch (const std::exception& failure) {
        failed_(failure.what());
    }
}

}  // namespace xray::emulator
