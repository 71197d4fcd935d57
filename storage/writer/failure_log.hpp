// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "storage/types.hpp"

namespace xray::storage {

// Reports failures of the store: the first one at once, then at most one line in ten seconds, with the
// documents lost since the last line. Used by one thread.
class FailureLog {
public:
    using TimePoint = std::chrono::steady_clock::time_point;

    explicit FailureLog(LogSink log) : log_(std::move(log)) {}

    // Notes a failure that lost `documents` (none: it may be tried again); logs if a line is due.
    void note(std::uint64_t documents, std::string_view reason, TimePoint now);

private:
    LogSink log_;
    std::uint64_t unreported_ = 0;
    std::optional<TimePoint> last_line_;
};

}  // namespace xray::storage
