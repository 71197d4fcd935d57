// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "core/base/numbers.hpp"
#include "core/base/seeded_hash.hpp"

namespace xray {

// How often each number was met. Counts add up and can be taken away again; what stands at 0 is as if it had
// never been there. A flat table: histograms of many traces are millions of additions.
class CountMap {
public:
    void add(std::int64_t key, std::int64_t count) {
        if (count == 0) return;
        if (2 * (used_ + 1) > slots_.size()) grow();
        Slot& slot = slots_[place_of(key)];
        if (!slot.used) {
            slot = {key, 0, true};
            ++used_;
        }
        // Counts may come from damaged bytes: their overflow must not be undefined behaviour.
        slot.count = add_wrapping(slot.count, count);
    }

    // Calls `visit(key, count)` for every count but 0, in no particular order.
    template <class Visit>
    void for_each(const Visit& visit) const {
        for (const Slot& slot : slots_) {
            if (slot.count != 0) visit(slot.key, slot.count);
        }
    }

    [[nodiscard]] bool empty() const {
        for (const Slot& slot : slots_) {
            if (slot.count != 0) return false;
        }
        return true;
    }

private:
    struct Slot {
        std::int64_t key = 0;
        std::int64_t count = 0;
        bool used = false;
    };

    [[nodiscard]] std::size_t place_of(std::int64_t key) const {
        const std::size_t mask = slots_.size() - 1;
        std::size_t at = static_cast<std::size_t>(seeded_hash(static_cast<std::uint64_t>(key), seed_)) & mask;
        while (slots_[at].used && slots_[at].key != key) at = (at + 1) & mask;
        return at;
    }

    void grow() {
        std::vector<Slot> old(slots_.empty() ? 8 : 2 * slots_.size());
        old.swap(slots_);
        used_ = 0;
        for (const Slot& slot : old) {
            if (slot.count == 0) continue;
            slots_[place_of(slot.key)] = slot;
            ++used_;
        }
    }

    std::vector<Slot> slots_;  // a power of two, at most half used
    std::size_t used_ = 0;
    std::uint64_t seed_ = hash_seed();  // clients choose times
};

}  // namespace xray
