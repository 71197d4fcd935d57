// SPDX-License-Identifier: Apache-2.0
#include "storage/traces/earlier_digests.hpp"

#include <algorithm>

namespace xray::storage {
namespace {

constexpr std::size_t kMaxBytes = 16U << 20U;

// Besides its digest, a trace takes about so much in the table.
constexpr std::size_t kBytesOfTrace = 100;

}  // namespace

EarlierDigests::View::View(EarlierDigests& owner) : owner_(owner) {
    const std::lock_guard lock(owner_.mutex_);
    owner_.views_.push_back(this);
}

EarlierDigests::View::~View() {
    const std::lock_guard lock(owner_.mutex_);
    owner_.views_.erase(std::find(owner_.views_.begin(), owner_.views_.end(), this));
}

bool EarlierDigests::View::is_full() const {
    return bytes_ >= kMaxBytes;
}

void EarlierDigests::before_change(const TraceId& id, std::optional<std::string_view> digest) {
    const std::lock_guard lock(mutex_);
    for (View* view : views_) {
        const auto [entry, is_new] = view->earlier_.try_emplace(id);
        if (!is_new) continue;
        view->bytes_ += kBytesOfTrace;
        if (!digest) continue;
        view->bytes_ += digest->size();
        entry->second.emplace(*digest);
    }
}

}  // namespace xray::storage
