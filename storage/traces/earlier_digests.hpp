// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/base/ids.hpp"

namespace xray::storage {

// What the writer of a database in memory overwrites while readers let it in between their steps. Each of
// them goes on to see the traces as they were when it began, as readers of a file do by themselves.
//
// Threads: every method of both classes is called by whoever holds the turn of the database (FairMutex), but
// for the end of a view, which may come at any time.
class EarlierDigests {
public:
    // The traces that changed since it began.
    class View {
    public:
        explicit View(EarlierDigests& owner);
        View(const View&) = delete;
        View& operator=(const View&) = delete;
        ~View();

        [[nodiscard]] bool has_changed(const TraceId& id) const { return earlier_.contains(id); }

        // Encoded digests by their traces; none for a trace that was not there.
        using Earlier = std::unordered_map<TraceId, std::optional<std::string>>;
        [[nodiscard]] const Earlier& earlier() const { return earlier_; }

        // So much is kept already that the reader should come to its end without another pause.
        [[nodiscard]] bool is_full() const;

    private:
        friend class EarlierDigests;
        EarlierDigests& owner_;
        Earlier earlier_;
        std::size_t bytes_ = 0;
    };

    // The writer is about to change, add or delete a trace. `digest`: what is there; none if it is new.
    void before_change(const TraceId& id, std::optional<std::string_view> digest);

private:
    std::mutex mutex_;
    std::vector<View*> views_;  // guarded by mutex_
};

}  // namespace xray::storage
