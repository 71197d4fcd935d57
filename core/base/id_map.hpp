// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "core/base/seeded_hash.hpp"

namespace xray {

// From 64-bit keys (segment ids, hashes) to indices: a flat table that is cleared and filled again for every
// trace without touching the heap, where std::unordered_map takes a block for each entry.
class IdMap {
public:
    // Forgets all entries and makes room for `expected` of them.
    void clear(std::size_t expected) {
        const std::size_t wanted = std::bit_ceil(2 * expected + 2);
        if (slots_.size() < wanted || slots_.size() > kMaxKept) {
            slots_.assign(wanted, Slot{});
        } else {
            std::fill(slots_.begin(), slots_.end(), Slot{});
        }
        size_ = 0;
    }

    [[nodiscard]] std::size_t size() const { return size_; }

    // The value stored for `key`; it can be changed until the next insertion. Null if there is none.
    [[nodiscard]] std::uint32_t* find(std::uint64_t key) {
        Slot* const slot = slot_of(key);
        return slot != nullptr && slot->used ? &slot->value : nullptr;
    }
    [[nodiscard]] const std::uint32_t* find(std::uint64_t key) const {
        return const_cast<IdMap*>(this)->find(key);
    }

    // Stores `value` unless the key has one; returns the stored one and whether it is new.
    std::pair<std::uint32_t*, bool> insert(std::uint64_t key, std::uint32_t value) {
        if (2 * (size_ + 1) > slots_.size()) grow();
        Slot* const slot = slot_of(key);
        if (slot->used) return {&slot->value, false};
        *slot = {key, value, true};
        ++size_;
        return {&slot->value, true};
    }

private:
    struct Slot {
        std::uint64_t key = 0;
        std::uint32_t value = 0;
        bool used = false;
    };

    // A table that one huge trace has blown up would cost every later one a long clearing.
    static constexpr std::size_t kMaxKept = 4096;

    // Where the key is, or the free slot where it would go; null in a table without slots.
    [[nodiscard]] Slot* slot_of(std::uint64_t key) {
        if (slots_.empty()) return nullptr;
        const std::size_t mask = slots_.size() - 1;
        std::size_t at = static_cast<std::size_t>(seeded_hash(key, seed_)) & mask;
        while (slots_[at].used && slots_[at].key != key) at = (at + 1) & mask;
        return &slots_[at];
    }

    void grow() {
        std::vector<Slot> old(slots_.empty() ? 16 : 2 * slots_.size());
        old.swap(slots_);
        for (const Slot& slot : old) {
            if (slot.used) *slot_of(slot.key) = slot;
        }
    }

    std::vector<Slot> slots_;  // a power of two, at most half full
    std::size_t size_ = 0;
    std::uint64_t seed_ = hash_seed();  // clients choose segment ids
};

}  // namespace xray
