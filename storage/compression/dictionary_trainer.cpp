// SPDX-License-Identifier: Apache-2.0
#include "storage/compression/dictionary_trainer.hpp"

#include <algorithm>
#include <exception>
#include <span>
#include <system_error>
#include <utility>

namespace xray::storage::compression {
namespace {

constexpr std::uint64_t kFirstTraining = 1000;
constexpr std::uint64_t kGrowth = 10;

// More samples made no better dictionary.
constexpr std::size_t kSamples = 500;
constexpr std::size_t kSampleBytes = 2U << 20U;
constexpr std::size_t kLongestSample = 8U << 10U;

// One in so many samples is kept from the training, to try the dictionary with.
constexpr std::size_t kTried = 10;

}  // namespace

DictionaryTrainer::DictionaryTrainer() : wanted_(kFirstTraining) {}

DictionaryTrainer::~DictionaryTrainer() {
    if (thread_.joinable()) thread_.join();
}

void DictionaryTrainer::set_current(std::string dictionary) {
    current_ = std::move(dictionary);
    wanted_ = kFirstTraining * kGrowth;
}

void DictionaryTrainer::offer(std::string_view text) {
    if (thread_.joinable()) return;
    if (seen_ % (wanted_ / kSamples) == 0 && samples_.bytes.size() < kSampleBytes) {
        samples_.bytes.append(text.substr(0, kLongestSample));
        samples_.sizes.push_back(std::min(text.size(), kLongestSample));
    }
    if (++seen_ >= wanted_) start();
}

void DictionaryTrainer::start() {
    trained_ = false;
    try {
        thread_ = std::thread([this, samples = std::exchange(samples_, {}), current = current_] {
            result_ = train(samples, current);
            trained_.store(true, std::memory_order_release);
        });
    } catch (const std::system_error&) {
        // No thread is to be had now; there is no hurry.
        samples_ = {};
    }
    seen_ = 0;
    wanted_ *= kGrowth;
}

std::unique_ptr<Compressor> DictionaryTrainer::take() {
    if (!thread_.joinable() || !trained_.load(std::memory_order_acquire)) return nullptr;
    thread_.join();
    if (result_) current_ = result_->dictionary();
    return std::move(result_);
}

// Of the samples from `first` on.
std::size_t DictionaryTrainer::packed_size(const Samples& samples, std::size_t first,
                                           Compressor* compressor) {
    std::size_t at = 0;
    std::size_t total = 0;
    for (std::size_t i = 0; i < samples.sizes.size(); ++i) {
        const std::string_view text = std::string_view(samples.bytes).substr(at, samples.sizes[i]);
        at += text.size();
        if (i < first) continue;
        const std::string_view packed = compressor != nullptr ? compressor->compress(text) : text;
        total += packed.empty() ? text.size() : packed.size();
    }
    return total;
}

std::unique_ptr<Compressor> DictionaryTrainer::train(const Samples& samples, const std::string& current) {
    try {
        const std::size_t used = samples.sizes.size() - samples.sizes.size() / kTried;
        std::string dictionary =
            train_dictionary(samples.bytes, std::span<const std::size_t>(samples.sizes).first(used));
        if (dictionary.empty()) return nullptr;
        std::unique_ptr<Compressor> made = Compressor::make(std::move(dictionary));
        if (!made) return nullptr;
        const std::unique_ptr<Compressor> before = current.empty() ? nullptr : Compressor::make(current);
        const std::size_t size_before = packed_size(samples, used, before.get());
        // A tenth at least is to be gained.
        if (packed_size(samples, used, made.get()) > size_before - size_before / 10) return nullptr;
        return made;
    } catch (const std::exception&) {
        // No memory: documents go on as before.
        return nullptr;
    }
}

}  // namespace xray::storage::compression
