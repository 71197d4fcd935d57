// SPDX-License-Identifier: Apache-2.0
#include "storage/writer/digest_pipeline.hpp"

#include <algorithm>
#include <system_error>

namespace xray::storage {

DigestPipeline::~DigestPipeline() {
    if (!thread_.joinable()) return;
    {
        const std::lock_guard lock(mutex_);
        stops_ = true;
    }
    ready_.notify_one();
    thread_.join();
}

DigestJob& DigestPipeline::next() {
    Batch& filling = batch(filling_);
    return filling.jobs[filling.count];
}

void DigestPipeline::submit() {
    Batch& filling = batch(filling_);
    if (++filling.count < kJobsOfBatch) return;
    start();
    {
        const std::lock_guard lock(mutex_);
        filling.stage = Stage::kReady;
        ++filling_;
    }
    ready_.notify_one();
}

std::span<DigestJob> DigestPipeline::take() {
    Batch& oldest = batch(oldest_);
    std::unique_lock lock(mutex_);
    if (oldest.stage == Stage::kFilling) {
        ++filling_;
        oldest.stage = Stage::kReady;
    }
    while (oldest.stage != Stage::kDone) {
        if (Batch* const claimed = claim()) {
            lock.unlock();
            work_out(*claimed);
            lock.lock();
            claimed->stage = Stage::kDone;
        } else {
            done_.wait(lock);
        }
    }
    return std::span(oldest.jobs).first(oldest.count);
}

void DigestPipeline::release() {
    const std::lock_guard lock(mutex_);
    Batch& oldest = batch(oldest_);
    oldest.count = 0;
    oldest.stage = Stage::kFilling;
    ++oldest_;
}

const DigestJob* DigestPipeline::find(const TraceId& trace) const {
    for (const Batch& batch : batches_) {
        for (const DigestJob& job : std::span(batch.jobs).first(batch.count)) {
            if (job.id == trace) return &job;
        }
    }
    return nullptr;
}

void DigestPipeline::abandon() {
    std::unique_lock lock(mutex_);
    done_.wait(lock, [this] {
        return std::none_of(batches_.begin(), batches_.end(),
                            [](const Batch& batch) { return batch.stage == Stage::kWorking; });
    });
    for (Batch& batch : batches_) {
        batch.count = 0;
        batch.stage = Stage::kFilling;
    }
    oldest_ = filling_;
}

// The oldest one that nobody has begun. Under mutex_.
DigestPipeline::Batch* DigestPipeline::claim() {
    for (std::uint64_t number = oldest_; number != filling_; ++number) {
        if (batch(number).stage != Stage::kReady) continue;
        batch(number).stage = Stage::kWorking;
        return &batch(number);
    }
    return nullptr;
}

void DigestPipeline::work_out(Batch& batch) const {
    for (DigestJob& job : std::span(batch.jobs).first(batch.count)) job.work_out(own_account_, steps_);
}

void DigestPipeline::start() {
    if (thread_.joinable() || is_alone_) return;
    is_alone_ = std::thread::hardware_concurrency() == 1;
    if (is_alone_) return;
    try {
        thread_ = std::thread([this] { help(); });
    } catch (const std::system_error&) {
        is_alone_ = true;
    }
}

void DigestPipeline::help() {
    std::unique_lock lock(mutex_);
    for (;;) {
        Batch* claimed = nullptr;
        ready_.wait(lock, [&] { return stops_ || (claimed = claim()) != nullptr; });
        if (claimed == nullptr) return;
        lock.unlock();
        work_out(*claimed);
        lock.lock();
        claimed->stage = Stage::kDone;
        done_.notify_one();
    }
}

}  // namespace xray::storage
