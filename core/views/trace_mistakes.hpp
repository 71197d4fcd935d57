// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/time.hpp"
#include "core/trace/trace.hpp"

namespace xray {

// What instrumentation gets wrong in documents that the service takes all the same.
enum class MistakeKind : std::uint8_t {
    kMilliseconds,    // a time in milliseconds where seconds are due
    kEndBeforeStart,  // an end that lies before the start
    kFuture,          // a start more than five minutes ahead of the clock
    kMissingEnd,      // a segment that is in progress
    kMissingParent,   // a parent that is not there
    kMissingCallee,   // a finished call that says `traced`, and no segment of the callee
    kAnnotationKey,   // a key with other characters than letters, digits, underscores and dots
    kClockSkew,       // a segment that starts before the call that led to it
    kUnindexed,       // an attribute of OpenTelemetry's that is metadata, where filters do not look
    kNameMismatch,    // a call under another name than that of the service that answered it
};

struct TraceMistake {
    MistakeKind kind{};
    // What is wrong with what, in one sentence for people.
    std::string text;
};

// The mistakes of one trace, at most 100. `now`: the time that starts are held against.
[[nodiscard]] std::vector<TraceMistake> trace_mistakes(const Trace& trace, Micros now);

// "times-in-milliseconds" and the like: a name for programs, which does not change.
[[nodiscard]] std::string_view code_of(MistakeKind kind);

// What to do about it.
[[nodiscard]] std::string_view fix_of(MistakeKind kind);

// Whether it is as likely meant so: nothing is lost, and queries find everything.
[[nodiscard]] bool may_be_meant(MistakeKind kind);

}  // namespace xray
