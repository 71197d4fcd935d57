// SPDX-License-Identifier: Apache-2.0
#include "api/answers/summary_texts.hpp"

#include <algorithm>
#include <optional>

#include "api/answers/trace_summary_json.hpp"
#include "core/base/limits.hpp"

namespace xray::api {

void SummaryTexts::add(const TraceDigest& digest) {
    if (bytes_ >= kMaxAnswerBytes) return;
    std::string text;
    JsonWriter writer(text);
    write_trace_summary(writer, digest, std::nullopt);
    bytes_ += text.size();
    texts_.emplace_back(digest.start, std::move(text));
}

void SummaryTexts::keep_newest(std::size_t most) {
    std::stable_sort(texts_.begin(), texts_.end(),
                     [](const auto& a, const auto& b) { return a.first > b.first; });
    texts_.resize(std::min(texts_.size(), most));
}

void SummaryTexts::write(JsonWriter& writer) const {
    writer.begin_array();
    for (const auto& [start, text] : texts_) writer.raw(text);
    writer.end_array();
}

}  // namespace xray::api
