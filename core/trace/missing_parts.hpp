// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/ids.hpp"
#include "core/trace/trace.hpp"

namespace xray {

// Something that is still to come of a trace, as far as its documents tell.
struct MissingPart {
    enum class Kind : std::uint8_t {
        kEnd,     // a segment is in progress
        kParent,  // a segment or subsegment names a parent that is not there
        kCallee,  // a finished call says that the called service is traced, and no segment of that is there
    };

    Kind kind = Kind::kEnd;
    // Of the segment in progress, of the one whose parent is missing, of the call. Borrowed from the trace.
    std::string_view name;
    // What is missing: the segment that has no end, the parent; of a callee the call that it belongs to.
    SegmentId id;
};

// What a trace waits for, at most 100 things, in the order of its entities; nothing: it is whole. A call says
// that its callee is traced by `traced` in `http.request` or beside it (both documented; SDKs write either).
[[nodiscard]] std::vector<MissingPart> missing_parts(const Trace& trace);

// The same in words: `segment "shop" (70de5b6f19ff9a0a) is in progress`.
[[nodiscard]] std::string to_string(const MissingPart& part);

}  // namespace xray
