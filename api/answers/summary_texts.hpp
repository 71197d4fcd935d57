// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "core/base/time.hpp"
#include "core/digest/trace_digest.hpp"
#include "core/json/json_writer.hpp"

namespace xray::api {

// The trace summaries of one answer. Once they have kMaxAnswerBytes (core/base/limits.hpp), further ones are
// left out.
class SummaryTexts {
public:
    void add(const TraceDigest& digest);

    // Sorts by start, the newest first, and keeps `most`.
    void keep_newest(std::size_t most);

    // Writes the list TraceSummaries.
    void write(JsonWriter& writer) const;

private:
    std::vector<std::pair<Micros, std::string>> texts_;  // by start
    std::size_t bytes_ = 0;
};

}  // namespace xray::api
