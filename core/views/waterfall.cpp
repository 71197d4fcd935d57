// SPDX-License-Identifier: Apache-2.0
#include "core/views/waterfall.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <tuple>
#include <utility>
#include <vector>

#include "core/base/time.hpp"
#include "core/text/utf8.hpp"
#include "core/trace/entity_fields.hpp"
#include "core/views/entity_line.hpp"
#include "core/views/normal_text.hpp"
#include "core/views/time_text.hpp"

namespace xray {
namespace {

constexpr std::size_t kMostLines = 2000;
constexpr std::size_t kNameColumns = 32;
constexpr std::size_t kBarColumns = 40;

std::string padded(std::string_view text, std::size_t columns) {
    std::string out;
    std::size_t characters = 0;
    for (const char byte : text) {
        if (!is_continuation(byte) && ++characters > columns) return out;
        out += byte;
    }
    return out + std::string(columns - characters, ' ');
}

struct TimeSpan {
    Micros begin = kMaxTime;
    Micros end = kMinTime;
};

TimeSpan span_of(const Trace& trace) {
    TimeSpan span;
    for (const Entity& entity : trace.entities) {
        span.begin = std::min(span.begin, entity.start());
        span.end = std::max({span.end, entity.start(), entity.end()});
    }
    return span;
}

std::size_t column_of(Micros time, const TimeSpan& span) {
    const double length = std::max(1.0, static_cast<double>(span.end) - static_cast<double>(span.begin));
    const double share = (static_cast<double>(time) - static_cast<double>(span.begin)) / length;
    return static_cast<std::size_t>(std::clamp(share, 0.0, 1.0) * static_cast<double>(kBarColumns));
}

std::string bar_of(const Entity& entity, const TimeSpan& span) {
    const std::size_t from = std::min(column_of(entity.start(), span), kBarColumns - 1);
    const std::size_t to = entity.in_progress() ? kBarColumns : column_of(entity.end(), span);
    std::string bar(kBarColumns, ' ');
    const char mark = entity.in_progress() ? '~' : '=';
    for (std::size_t i = from; i < std::max(to, from + 1); ++i) bar[i] = mark;
    return "|" + bar + "|";
}

std::string details_of(const Entity& entity) {
    const HttpView http = http_of(entity);
    std::string text(kind_of(entity));
    if (!http.method.empty()) text.append(" ").append(http.method);
    if (!http.url.empty()) text.append(" ").append(normal_path(http.url));
    if (http.status) text.append(" ").append(std::to_string(*http.status));
    text.append(" ").append(outcome_of(entity));
    for (const RootCauseException& exception : exceptions_of(entity))
        text.append(" !").append(exception.name);
    return text;
}

// Below each entity what it called or contains, in the order of their starts.
std::vector<std::vector<std::uint32_t>> children_of(const Trace& trace, std::vector<std::uint32_t>& tops) {
    std::vector<std::vector<std::uint32_t>> children(trace.entities.size());
    for (std::uint32_t i = 0; i < trace.entities.size(); ++i) {
        const std::uint32_t above = trace.entities[i].above();
        (above == Entity::kNone ? tops : children[above]).push_back(i);
    }
    const auto later = [&](std::uint32_t a, std::uint32_t b) {
        const Entity& one = trace.entities[a];
        const Entity& other = trace.entities[b];
        return std::tuple(one.start_time, one.id) > std::tuple(other.start_time, other.id);
    };
    std::sort(tops.begin(), tops.end(), later);
    for (auto& below : children) std::sort(below.begin(), below.end(), later);
    return children;
}

}  // namespace

std::string waterfall(const Trace& trace) {
    std::string text = trace.id.to_string();
    const auto duration = trace_duration(trace);
    text += duration ? "  " + seconds_text(*duration) : "  in progress";
    text += "\n";
    const TimeSpan span = span_of(trace);
    std::vector<std::uint32_t> tops;
    const auto children = children_of(trace, tops);
    // The next to be written is the last.
    std::vector<std::pair<std::uint32_t, std::size_t>> open;
    open.reserve(tops.size());
    for (const std::uint32_t top : tops) open.emplace_back(top, 0);
    for (std::size_t lines = 0; !open.empty(); ++lines) {
        if (lines == kMostLines) return text + "...\n";
        const auto [index, depth] = open.back();
        open.pop_back();
        const Entity& entity = trace.entities[index];
        const std::string name =
            std::string(2 * std::min<std::size_t>(depth, 12), ' ') + std::string(entity.name);
        text += padded(name, kNameColumns) + " " + bar_of(entity, span) + " ";
        text += entity.in_progress() ? "-" : seconds_text(std::max<Micros>(entity.end() - entity.start(), 0));
        text += "  " + details_of(entity) + "\n";
        for (const std::uint32_t child : children[index]) open.emplace_back(child, depth + 1);
    }
    return text;
}

}  // namespace xray
