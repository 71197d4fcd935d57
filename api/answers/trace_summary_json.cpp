// SPDX-License-Identifier: Apache-2.0
#include "api/answers/trace_summary_json.hpp"

#include <algorithm>
#include <cstddef>
#include <span>
#include <string_view>
#include <tuple>
#include <unordered_set>
#include <vector>

#include "core/base/limits.hpp"
#include "core/base/seeded_hash.hpp"
#include "core/text/annotation_key.hpp"

namespace xray::api {
namespace {

void write_service_members(JsonWriter& writer, const DigestService& service) {
    writer.key("Name");
    writer.text(service.name);
    writer.key("Names");
    writer.begin_array();
    writer.text(service.name);
    writer.end_array();
    writer.key("Type");
    writer.text_or_null(service.type);
}

void write_entity(JsonWriter& writer, const RootCauseEntity& entity, bool with_coverage) {
    writer.begin_object();
    if (with_coverage) {
        writer.key("Coverage");
        writer.real(entity.coverage);
    } else {
        writer.key("Exceptions");
        writer.begin_array();
        for (const RootCauseException& exception : entity.exceptions) {
            writer.begin_object();
            writer.key("Message");
            writer.text_or_null(exception.message);
            writer.key("Name");
            writer.text_or_null(exception.name);
            writer.end_object();
        }
        writer.end_array();
    }
    writer.key("Name");
    writer.text(entity.name);
    writer.key("Remote");
    writer.boolean(entity.remote);
    writer.end_object();
}

void write_root_causes(JsonWriter& writer, const TraceDigest& digest, const std::vector<RootCause>& causes,
                       bool with_coverage) {
    writer.begin_array();
    for (const RootCause& cause : causes) {
        writer.begin_object();
        writer.key("ClientImpacting");
        writer.boolean(cause.client_impacting);
        writer.key("Services");
        writer.begin_array();
        for (const RootCauseService& step : cause.services) {
            const DigestService& service = digest.services[step.service];
            writer.begin_object();
            writer.key("AccountId");
            writer.text_or_null(service.account_id);
            writer.key("EntityPath");
            writer.begin_array();
            for (const RootCauseEntity& entity : step.entity_path)
                write_entity(writer, entity, with_coverage);
            writer.end_array();
            writer.key("Inferred");
            writer.boolean(step.inferred);
            write_service_members(writer, service);
            writer.end_object();
        }
        writer.end_array();
        writer.end_object();
    }
    writer.end_array();
}

void write_annotation(JsonWriter& writer, const AnnotationValue& value) {
    writer.begin_object();
    writer.key("AnnotationValue");
    writer.begin_object();
    const bool* boolean = std::get_if<bool>(&value);
    const double* number = std::get_if<double>(&value);
    const std::string_view* text = std::get_if<std::string_view>(&value);
    writer.key("BooleanValue");
    boolean != nullptr ? writer.boolean(*boolean) : writer.null();
    writer.key("NumberValue");
    number != nullptr ? writer.real(*number) : writer.null();
    writer.key("StringValue");
    text != nullptr ? writer.text(*text) : writer.null();
    writer.end_object();
    writer.key("ServiceIds");
    writer.null();
    writer.end_object();
}

// Each key once, each distinct value of it once.
void write_annotations(JsonWriter& writer, const TraceDigest& digest, AnnotationKeys keys) {
    std::vector<const DigestAnnotation*> sorted;
    sorted.reserve(digest.annotations.size());
    for (const DigestAnnotation& annotation : digest.annotations) {
        if (keys == AnnotationKeys::kDocumented && !is_documented_annotation_key(annotation.key)) continue;
        sorted.push_back(&annotation);
    }
    std::sort(sorted.begin(), sorted.end(), [](const DigestAnnotation* a, const DigestAnnotation* b) {
        return std::tie(a->key, a->value) < std::tie(b->key, b->value);
    });
    writer.begin_object();
    for (std::size_t i = 0; i < sorted.size(); ++i) {
        const bool new_key = i == 0 || sorted[i]->key != sorted[i - 1]->key;
        if (!new_key && sorted[i]->value == sorted[i - 1]->value) continue;
        if (new_key) {
            if (i > 0) writer.end_array();
            writer.key(sorted[i]->key);
            writer.begin_array();
        }
        write_annotation(writer, sorted[i]->value);
    }
    if (!sorted.empty()) writer.end_array();
    writer.end_object();
}

// So many texts are compared with one another; more have a table.
constexpr std::size_t kFewTexts = 8;

// The distinct non-empty texts that `pick` finds in the visits, in order of appearance, up to
// kMaxSummaryEntries.
template <class Pick>
std::vector<std::string_view> distinct(const TraceDigest& digest, const Pick& pick) {
    std::vector<std::string_view> values;
    std::unordered_set<std::string_view, SeededTextHash> known;
    const auto is_new = [&](std::string_view value) {
        if (values.size() < kFewTexts) return std::find(values.begin(), values.end(), value) == values.end();
        if (known.empty()) known.insert(values.begin(), values.end());
        return known.insert(value).second;
    };
    for (const Visit& visit : digest.visits) {
        const std::string_view value = pick(visit);
        if (!value.empty() && is_new(value)) values.push_back(value);
        if (values.size() == kMaxSummaryEntries) break;
    }
    return values;
}

void write_named_list(JsonWriter& writer, std::string_view list, std::string_view name,
                      const std::vector<std::string_view>& values) {
    writer.key(list);
    writer.begin_array();
    for (const std::string_view value : values) {
        writer.begin_object();
        writer.key(name);
        writer.text(value);
        writer.end_object();
    }
    writer.end_array();
}

void write_http(JsonWriter& writer, const HttpView& http) {
    writer.begin_object();
    writer.key("ClientIp");
    writer.text_or_null(http.client_ip);
    writer.key("HttpMethod");
    writer.text_or_null(http.method);
    writer.key("HttpStatus");
    http.status ? writer.integer(*http.status) : writer.null();
    writer.key("HttpURL");
    writer.text_or_null(http.url);
    writer.key("UserAgent");
    writer.text_or_null(http.user_agent);
    writer.end_object();
}

void write_length(JsonWriter& writer, std::optional<Micros> length) {
    length ? writer.real(rounded_seconds(*length)) : writer.null();
}

void write_users(JsonWriter& writer, const TraceDigest& digest) {
    writer.begin_array();
    for (const std::string_view user : distinct(digest, [](const Visit& v) { return v.user; })) {
        writer.begin_object();
        writer.key("ServiceIds");
        writer.null();
        writer.key("UserName");
        writer.text(user);
        writer.end_object();
    }
    writer.end_array();
}

}  // namespace

void write_service_id(JsonWriter& writer, const DigestService& service) {
    writer.begin_object();
    writer.key("AccountId");
    writer.text_or_null(service.account_id);
    write_service_members(writer, service);
    writer.end_object();
}

void write_trace_summary(JsonWriter& writer, const TraceDigest& digest,
                         std::optional<Micros> matched_event_time, AnnotationKeys keys) {
    writer.begin_object();
    writer.key("Annotations");
    write_annotations(writer, digest, keys);
    write_named_list(writer, "AvailabilityZones", "Name",
                     distinct(digest, [](const Visit& v) { return v.availability_zone; }));
    writer.key("Duration");
    write_length(writer, digest.duration);
    writer.key("EntryPoint");
    if (digest.entry_point == TraceDigest::kNoService) {
        writer.null();
    } else {
        write_service_id(writer, digest.services[digest.entry_point]);
    }
    writer.key("ErrorRootCauses");
    write_root_causes(writer, digest, digest.error_root_causes, false);
    writer.key("FaultRootCauses");
    write_root_causes(writer, digest, digest.fault_root_causes, false);
    writer.key("HasError");
    writer.boolean(digest.flags.error);
    writer.key("HasFault");
    writer.boolean(digest.flags.fault);
    writer.key("HasThrottle");
    writer.boolean(digest.flags.throttle);
    writer.key("Http");
    write_http(writer, digest.http);
    writer.key("Id");
    writer.text(digest.id.to_string());
    write_named_list(writer, "InstanceIds", "Id",
                     distinct(digest, [](const Visit& v) { return v.instance_id; }));
    writer.key("IsPartial");
    writer.boolean(digest.partial);
    writer.key("MatchedEventTime");
    matched_event_time ? writer.real(seconds_from_micros(*matched_event_time)) : writer.null();
    write_named_list(writer, "ResourceARNs", "ARN",
                     distinct(digest, [](const Visit& v) { return v.resource_arn; }));
    writer.key("ResponseTime");
    write_length(writer, digest.response_time);
    writer.key("ResponseTimeRootCauses");
    write_root_causes(writer, digest, digest.response_time_root_causes, true);
    writer.key("Revision");
    writer.integer(digest.revision);
    writer.key("ServiceIds");
    writer.begin_array();
    const std::size_t services = std::min(digest.services.size(), kMaxSummaryEntries);
    for (const DigestService& service : std::span(digest.services).first(services)) {
        write_service_id(writer, service);
    }
    writer.end_array();
    writer.key("StartTime");
    writer.real(static_cast<double>(floor_seconds(digest.start)));
    writer.key("Users");
    write_users(writer, digest);
    writer.end_object();
}

}  // namespace xray::api
