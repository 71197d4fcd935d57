// SPDX-License-Identifier: Apache-2.0
#include "core/views/trace_mistakes.hpp"

#include <algorithm>
#include <array>
#include <boost/json/object.hpp>
#include <utility>

#include "core/json/json_members.hpp"
#include "core/text/annotation_key.hpp"
#include "core/trace/missing_parts.hpp"

namespace xray {
namespace {

constexpr std::size_t kMostMistakes = 100;
constexpr Micros kTolerance = 300 * kMicrosPerSecond;

struct MistakeInfo {
    MistakeKind kind;
    std::string_view code;
    std::string_view fix;
};

constexpr std::array kInfos{
    MistakeInfo{MistakeKind::kMilliseconds, "times-in-milliseconds",
                "send epoch seconds with a fraction (1790000000.25), not milliseconds"},
    MistakeInfo{MistakeKind::kEndBeforeStart, "end-before-start",
                "take both times from one clock, and the end after the work"},
    MistakeInfo{
        MistakeKind::kFuture, "time-in-future",
        "set the clock of the machine or container that sends it; GetTraceSummaries does not find what "
        "lies behind its EndTime"},
    MistakeInfo{MistakeKind::kMissingEnd, "missing-end",
                "close the segment, also when the request fails, and let the process send it before it ends"},
    MistakeInfo{MistakeKind::kMissingParent, "missing-parent",
                "send the caller's segment too, and hand on the id of the segment or subsegment that calls "
                "(X-Amzn-Trace-Id; with OpenTelemetry OTEL_PROPAGATORS=xray in every service)"},
    MistakeInfo{
        MistakeKind::kMissingCallee, "missing-callee",
        "instrument the called service, point it at this emulator and let it read the trace header; or do "
        "not send `traced`"},
    MistakeInfo{MistakeKind::kAnnotationKey, "annotation-key",
                "use letters, digits and underscores in annotation keys; AWS drops others"},
};

const MistakeInfo& info_of(MistakeKind kind) {
    return *std::find_if(kInfos.begin(), kInfos.end(),
                         [&](const MistakeInfo& info) { return info.kind == kind; });
}

std::string quoted(std::string_view text) {
    return "\"" + std::string(text) + "\"";
}

void add_times(const Entity& entity, Micros now, std::vector<TraceMistake>& mistakes) {
    const double end = entity.end_time.value_or(entity.start_time);
    if (entity.start_time >= kLeastEpochMilliseconds || end >= kLeastEpochMilliseconds) {
        mistakes.push_back({MistakeKind::kMilliseconds, quoted(entity.name) + " has a time in milliseconds"});
        return;
    }
    if (end < entity.start_time)
        mistakes.push_back({MistakeKind::kEndBeforeStart, quoted(entity.name) + " ends before it starts"});
    if (entity.start() > now + kTolerance)
        mistakes.push_back({MistakeKind::kFuture, quoted(entity.name) + " starts in the future"});
}

void add_keys(const Entity& entity, std::vector<TraceMistake>& mistakes) {
    const boost::json::object* const annotations = object_member(*entity.object, "annotations");
    if (annotations == nullptr) return;
    for (const auto& member : *annotations) {
        const std::string_view key(member.key().data(), member.key().size());
        if (is_documented_annotation_key(key) || mistakes.size() >= kMostMistakes) continue;
        mistakes.push_back({MistakeKind::kAnnotationKey,
                            "AWS drops the annotation " + quoted(key) + " of " + quoted(entity.name)});
    }
}

MistakeKind kind_of(MissingPart::Kind kind) {
    if (kind == MissingPart::Kind::kEnd) return MistakeKind::kMissingEnd;
    return kind == MissingPart::Kind::kParent ? MistakeKind::kMissingParent : MistakeKind::kMissingCallee;
}

}  // namespace

std::vector<TraceMistake> trace_mistakes(const Trace& trace, Micros now) {
    std::vector<TraceMistake> mistakes;
    for (const Entity& entity : trace.entities) {
        if (mistakes.size() >= kMostMistakes) return mistakes;
        add_times(entity, now, mistakes);
        add_keys(entity, mistakes);
    }
    for (const MissingPart& part : missing_parts(trace))
        mistakes.push_back({kind_of(part.kind), to_string(part)});
    return mistakes;
}

std::string_view code_of(MistakeKind kind) {
    return info_of(kind).code;
}

std::string_view fix_of(MistakeKind kind) {
    return info_of(kind).fix;
}

}  // namespace xray
