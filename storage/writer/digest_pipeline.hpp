// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <span>
#include <string>
#include <thread>

#include "storage/writer/digest_job.hpp"

namespace xray::storage {

// Works out digests on a thread beside the writer's, while the writer gathers the documents of other traces
// and writes what is done. It takes jobs in batches and gives them back in their order; where the other
// thread is late, because the machine is busy, the writer works out what has not been begun itself. The
// thread begins with the first whole batch, so that a few traces now and then cost none.
//
// Threads: the methods are for the writer.
class DigestPipeline {
public:
    explicit DigestPipeline(std::string own_account) : own_account_(std::move(own_account)) {}
    DigestPipeline(const DigestPipeline&) = delete;
    DigestPipeline& operator=(const DigestPipeline&) = delete;
    ~DigestPipeline();

    // What one trace may cost from now on; nothing is under way.
    void set_steps(std::uint64_t steps) { steps_ = steps; }

    // A job to be filled; it is not under way until submit(). Not while it is full.
    [[nodiscard]] DigestJob& next();

    // Puts the job from next() under way.
    void submit();

    // Whether there is no room for another job before some are taken.
    [[nodiscard]] bool is_full() const { return filling_ - oldest_ == kBatches; }

    // Whether no job is under way.
    [[nodiscard]] bool is_empty() const { return batches_[oldest_ % kBatches].count == 0; }

    // The jobs of the oldest batch, worked out. They are valid until release(), which must follow. Not while
    // it is empty.
    [[nodiscard]] std::span<DigestJob> take();
    void release();

    // The job of a trace that was not taken yet; null if there is none.
    [[nodiscard]] const DigestJob* find(const TraceId& trace) const;

    // Forgets all jobs.
    void abandon();

private:
    static constexpr std::size_t kJobsOfBatch = 8;
    static constexpr std::size_t kBatches = 4;

    enum class Stage { kFilling, kReady, kWorking, kDone };

    struct Batch {
        std::array<DigestJob, kJobsOfBatch> jobs;
        std::size_t count = 0;
        Stage stage = Stage::kFilling;  // guarded by mutex_
    };

    Batch& batch(std::uint64_t number) { return batches_[number % kBatches]; }
    void work_out(Batch& batch) const;
    Batch* claim();
    void start();
    void help();

    const std::string own_account_;
    std::uint64_t steps_ = 0;
    std::array<Batch, kBatches> batches_;
    // Numbers of batches, counted from the beginning. Changed by the writer under mutex_.
    std::uint64_t filling_ = 0;
    std::uint64_t oldest_ = 0;  // not taken yet

    std::mutex mutex_;
    std::condition_variable ready_;
    std::condition_variable done_;
    bool stops_ = false;     // guarded by mutex_
    bool is_alone_ = false;  // no thread is to be had
    std::thread thread_;
};

}  // namespace xray::storage
