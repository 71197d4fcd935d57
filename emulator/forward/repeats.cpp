// SPDX-License-Identifier: Apache-2.0
#include "emulator/forward/repeats.hpp"

#include <algorithm>
#include <string>

#include "core/base/seeded_hash.hpp"

namespace xray::emulator {

std::uint64_t Repeats::key_of(const api::AcceptedDocument& document) {
    if (!document.complete) return std::max<std::uint64_t>(seeded_hash(*document.text), 1);
    std::string ids(document.trace_id.bytes().begin(), document.trace_id.bytes().end());
    const std::uint64_t id = document.id.value();
    ids.append(reinterpret_cast<const char*>(&id), sizeof(id));
    return std::max<std::uint64_t>(seeded_hash(ids), 1);
}

bool Repeats::is_repeat(const api::AcceptedDocument& document) const {
    const std::uint64_t key = key_of(document);
    return keys_[key % kPlaces].load(std::memory_order_relaxed) == key;
}

void Repeats::remember(const api::AcceptedDocument& document) {
    const std::uint64_t key = key_of(document);
    keys_[key % kPlaces].store(key, std::memory_order_relaxed);
}

void Repeats::forget_all() {
    for (std::atomic<std::uint64_t>& key : keys_) key.store(0, std::memory_order_relaxed);
}

}  // namespace xray::emulator
