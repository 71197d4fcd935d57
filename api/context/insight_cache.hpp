// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "core/insights/insight.hpp"

namespace xray::api {

// Insights of groups as they were last worked out: a person who looks at one asks for it, its events and its
// graph one after another, and each time every trace would be read. It holds a bounded number, and only what
// is still true.
//
// Threads: every method may be called from any thread.
class InsightCache {
public:
    using Insights = std::shared_ptr<const std::vector<Insight>>;  // newest first

    // Everything that insights are worked out from, as far as it may change.
    struct Basis {
        std::uint64_t changes = 0;  // TraceStore::changes()
        std::int64_t minute = 0;    // of the emulator's clock
        bool strict = false;
        // All groups with their expressions, which may name each other.
        std::string groups;

        bool operator==(const Basis&) const = default;
    };

    // Null if they must be worked out.
    [[nodiscard]] Insights find(std::string_view group, const Basis& basis);

    // Drops what has another basis.
    void put(std::string_view group, const Basis& basis, const Insights& insights);

private:
    std::mutex mutex_;  // guards everything below
    Basis basis_;
    std::map<std::string, Insights, std::less<>> insights_;
    std::size_t events_ = 0;  // of all insights held
};

}  // namespace xray::api
