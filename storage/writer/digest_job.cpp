// SPDX-License-Identifier: Apache-2.0
#include "storage/writer/digest_job.hpp"

#include <exception>
#include <utility>

#include "core/digest/digest_maker.hpp"

namespace xray::storage {
namespace {

// Scratch memory beyond this is given back after the trace that needed it.
constexpr std::size_t kScratchBytes = 128U << 10U;
constexpr std::size_t kScratchDocuments = 512;

}  // namespace

void DigestJob::begin(const TraceId& trace) {
    id = trace;
    covers = 0;
    rows = 0;
    is_known = false;
    texts_.clear();
    text_ends_.clear();
    documents_.clear();
}

void DigestJob::add(std::string_view text, bool complete) {
    texts_.append(text);
    text_ends_.push_back(texts_.size());
    documents_.push_back({{}, complete});
}

void DigestJob::work_out(const std::string& own_account, std::uint64_t steps) noexcept {
    failure_.reset();
    fault_.reset();
    try {
        std::size_t begin = 0;
        for (std::size_t i = 0; i < documents_.size(); ++i) {
            documents_[i].text = std::string_view(texts_).substr(begin, text_ends_[i] - begin);
            begin = text_ends_[i];
        }
        prepared_.set(make(own_account, steps));
    } catch (const std::exception& error) {
        fault_ = error.what();
    }
}

TraceDigest DigestJob::make(const std::string& own_account, std::uint64_t steps) {
    try {
        StepBudget budget(steps);
        if (!assembler_) assembler_.emplace(DocumentParts::kWithoutMetadata);
        const Result<void> assembled = assembler_->assemble_within(budget, id, documents_, trace_);
        if (assembled) {
            Result<TraceDigest> digest = make_digest_within(budget, trace_, receipt, own_account);
            if (digest) return *std::move(digest);
            failure_ = digest.error().message;
        } else {
            failure_ = assembled.error().message;
        }
    } catch (const std::exception& error) {
        failure_ = error.what();
    }
    return make_stand_in(trace_, receipt);
}

void DigestJob::give_back_memory() {
    if (texts_.capacity() > kScratchBytes) texts_ = {};
    if (documents_.capacity() <= kScratchDocuments && trace_.entities.capacity() <= kScratchDocuments) return;
    documents_ = {};
    text_ends_ = {};
    prepared_ = {};
    trace_ = {};
    assembler_.reset();
}

}  // namespace xray::storage
