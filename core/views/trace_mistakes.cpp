// SPDX-License-Identifier: Apache-2.0
#include "core/views/trace_mistakes.hpp"

#include <algorithm>
#include <array>
#include <boost/json/object.hpp>
#include <utility>

#include "core/base/time.hpp"
#include "core/json/json_members.hpp"
#include "core/text/annotation_key.hpp"
#include "core/trace/missing_parts.hpp"
#include "core/views/time_text.hpp"

namespace xray {
namespace {

constexpr std::size_t kMostMistakes = 100;
constexpr Micros kTolerance = 300 * kMicrosPerSecond;
// Clocks of one machine agree to less.
constexpr Micros kSkewTolerance = 100'000;

// What OpenTelemetry's own instrumentation calls its attributes by, in front of the first dot (semantic
// conventions 1.37); what somebody meant to search for has another name.
constexpr std::array<std::string_view, 42> kConventions{
    "android",      "artifact", "aws",     "az",        "azure",     "browser",   "cassandra",
    "cicd",         "client",   "cloud",   "code",      "container", "cpu",       "db",
    "deployment",   "dns",      "enduser", "error",     "event",     "exception", "faas",
    "feature_flag", "gcp",      "gen_ai",  "graphql",   "host",      "http",      "k8s",
    "messaging",    "net",      "network", "os",        "otel",      "peer",      "process",
    "rpc",          "server",   "service", "telemetry", "thread",    "url",       "user_agent"};

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
    MistakeInfo{
        MistakeKind::kClockSkew, "clock-skew",
        "let the clocks of the machines or containers agree (NTP); timelines are drawn as the times say"},
    MistakeInfo{
        MistakeKind::kUnindexed, "unindexed-attribute",
        "name it in the span's attribute aws.xray.annotations (a list of names), or in the collector's "
        "indexed_attributes, and filter by annotation.NAME"},
    MistakeInfo{
        MistakeKind::kNameMismatch, "name-mismatch",
        "nothing, if you know it: filters and the graph go by the name that the service gives itself"},
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

// Between a segment and the call that led to it.
void add_call(const Entity& segment, const Entity& caller, std::vector<TraceMistake>& mistakes) {
    const Micros early = caller.start() - segment.start();
    if (early > kSkewTolerance)
        mistakes.push_back({MistakeKind::kClockSkew, quoted(segment.name) + " starts " + seconds_text(early) +
                                                         " before the call that led to it"});
    const bool is_remote = caller.subsegment && caller.name_space == Namespace::kRemote;
    if (is_remote && caller.name != segment.name)
        mistakes.push_back({MistakeKind::kNameMismatch, "the call of " + quoted(caller.name) +
                                                            " is answered by " + quoted(segment.name)});
}

bool is_of_opentelemetry(const Entity& entity) {
    const boost::json::object* const aws = object_member(*entity.object, "aws");
    const boost::json::object* const xray = aws == nullptr ? nullptr : object_member(*aws, "xray");
    return xray != nullptr && text_member(*xray, "sdk").starts_with("opentelemetry");
}

bool is_convention(std::string_view attribute) {
    const std::string_view first = attribute.substr(0, attribute.find('.'));
    return std::find(kConventions.begin(), kConventions.end(), first) != kConventions.end();
}

// The attributes of a span that nobody has asked to index.
void add_attributes(const Entity& entity, std::vector<TraceMistake>& mistakes) {
    if (!is_of_opentelemetry(entity)) return;
    const boost::json::object* const metadata = object_member(*entity.object, "metadata");
    const boost::json::object* const attributes =
        metadata == nullptr ? nullptr : object_member(*metadata, "default");
    if (attributes == nullptr) return;
    for (const auto& member : *attributes) {
        const std::string_view name(member.key().data(), member.key().size());
        if (is_convention(name) || mistakes.size() >= kMostMistakes) continue;
        mistakes.push_back({MistakeKind::kUnindexed, "filters do not find the attribute " + quoted(name) +
                                                         " of " + quoted(entity.name) +
                                                         ", which is metadata"});
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
        add_attributes(entity, mistakes);
        const bool is_called = !entity.subsegment && entity.caller != Entity::kNone;
        if (is_called) add_call(entity, trace.entities[entity.caller], mistakes);
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

bool may_be_meant(MistakeKind kind) {
    return kind == MistakeKind::kUnindexed || kind == MistakeKind::kNameMismatch;
}

}  // namespace xray
