// SPDX-License-Identifier: Apache-2.0
#include "core/views/broken_calls.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

#include "core/trace/entity_fields.hpp"
#include "core/views/normal_text.hpp"

namespace xray {
namespace {

constexpr std::size_t kMost = 10'000;
// Looks at calls of the same request for one beginning.
constexpr std::size_t kMostLooks = 1'000;
// Clocks of one machine agree to less.
constexpr Micros kTolerance = 50'000;

// "GET /items"; empty for what is no HTTP.
std::string request_of(const Entity& entity) {
    const HttpView http = http_of(entity);
    if (http.method.empty() || http.url.empty()) return {};
    return std::string(http.method) + " " + normal_path(http.url);
}

std::vector<bool> answered_in(const Trace& trace) {
    std::vector<bool> answered(trace.entities.size(), false);
    for (const Entity& entity : trace.entities) {
        if (!entity.subsegment && entity.caller != Entity::kNone) answered[entity.caller] = true;
    }
    return answered;
}

std::string name_of_segment(const Trace& trace, const Entity& entity) {
    const std::uint32_t segment = entity.segment;
    return std::string(segment == Entity::kNone ? entity.name : trace.entities[segment].name);
}

}  // namespace

void BrokenCalls::add(const Trace& trace) {
    const std::vector<bool> answered = answered_in(trace);
    for (std::size_t i = 0; i < trace.entities.size(); ++i) {
        const Entity& entity = trace.entities[i];
        const bool is_open_call = entity.subsegment && entity.name_space == Namespace::kRemote &&
                                  !entity.in_progress() && !answered[i];
        const bool is_beginning = !entity.subsegment && !entity.parent_id;
        if (!is_open_call && !is_beginning) continue;
        std::string request = request_of(entity);
        if (request.empty()) continue;
        if (is_beginning && beginnings_.size() < kMost) {
            beginnings_.push_back({trace.id, std::string(entity.name), std::move(request), entity.start()});
        } else if (is_open_call && call_count_ < kMost) {
            ++call_count_;
            calls_[std::move(request)].push_back(
                {trace.id, name_of_segment(trace, entity), entity.start(), entity.end()});
        }
    }
}

std::vector<BrokenCall> BrokenCalls::find() const {
    std::vector<BrokenCall> broken;
    for (const Beginning& beginning : beginnings_) {
        const auto calls = calls_.find(beginning.request);
        if (calls == calls_.end()) continue;
        const auto last =
            calls->second.begin() + static_cast<std::ptrdiff_t>(std::min(calls->second.size(), kMostLooks));
        const auto call = std::find_if(calls->second.begin(), last, [&](const Call& one) {
            return one.trace != beginning.trace && one.begin - kTolerance <= beginning.begin &&
                   beginning.begin <= one.end + kTolerance;
        });
        if (call == last) continue;
        broken.push_back({call->trace, beginning.trace,
                          "\"" + call->caller + "\" calls " + beginning.request + ", and \"" +
                              beginning.service +
                              "\" begins a trace of its own: " + beginning.trace.to_string()});
    }
    return broken;
}

}  // namespace xray
