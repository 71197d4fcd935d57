// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "core/base/ids.hpp"
#include "core/base/time.hpp"
#include "core/trace/trace.hpp"

namespace xray {

// A call that nobody has answered, and a trace that began while it went on, with the same request: the trace
// header was not sent, or not understood.
struct BrokenCall {
    TraceId trace;     // of the call
    TraceId begun;     // of what it led to
    std::string text;  // what has happened, in one sentence for people
};

// Finds them among traces that are added one after the other.
class BrokenCalls {
public:
    void add(const Trace& trace);

    // One for each trace that was begun so; of calls and beginnings the first 10,000 each count.
    [[nodiscard]] std::vector<BrokenCall> find() const;

private:
    struct Call {
        TraceId trace;
        std::string caller;  // the name of its segment
        Micros begin = 0;
        Micros end = 0;
    };
    struct Beginning {
        TraceId trace;
        std::string service;
        std::string request;
        Micros begin = 0;
    };

    std::map<std::string, std::vector<Call>, std::less<>> calls_;  // by request: "GET /items"
    std::size_t call_count_ = 0;
    std::vector<Beginning> beginnings_;
};

}  // namespace xray
