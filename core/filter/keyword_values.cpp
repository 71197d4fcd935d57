// SPDX-License-Identifier: Apache-2.0
#include "core/filter/keyword_values.hpp"

#include <algorithm>

#include "core/base/time.hpp"
#include "core/filter/condition.hpp"

namespace xray::filter {
namespace {

using MaybeCondition = std::optional<Condition>;

std::optional<double> shown_length(Micros start, const std::optional<Micros>& end) {
    if (!end) return std::nullopt;
    return rounded_seconds(*end - start);
}

std::optional<double> shown(const std::optional<Micros>& length) {
    if (!length) return std::nullopt;
    return rounded_seconds(*length);
}

// The keywords of an outcome and of http, which traces, services and edges share. Nothing for other keywords.
std::optional<bool> flag_or_http(const Comparison& comparison, const Flags& flags, const HttpView& http) {
    const MaybeCondition& condition = comparison.condition;
    switch (comparison.keyword) {
        case Keyword::kOk:
            return passes(flags.ok(), condition);
        case Keyword::kError:
            return passes(flags.error, condition);
        case Keyword::kFault:
            return passes(flags.fault, condition);
        case Keyword::kThrottle:
            return passes(flags.throttle, condition);
        case Keyword::kHttpStatus:
            return passes_if_set(http.status, condition);
        case Keyword::kHttpUrl:
            return passes_if_set(http.url, condition);
        case Keyword::kHttpMethod:
            return passes_if_set(http.method, condition);
        case Keyword::kHttpUserAgent:
            return passes_if_set(http.user_agent, condition);
        case Keyword::kHttpClientIp:
            return passes_if_set(http.client_ip, condition);
        default:
            return std::nullopt;
    }
}

// The keywords of one segment's own data. Nothing for other keywords.
std::optional<bool> visit_text(const Comparison& comparison, const Visit& visit) {
    switch (comparison.keyword) {
        case Keyword::kUser:
            return passes_if_set(visit.user, comparison.condition);
        case Keyword::kAvailabilityZone:
            return passes_if_set(visit.availability_zone, comparison.condition);
        case Keyword::kInstanceId:
            return passes_if_set(visit.instance_id, comparison.condition);
        case Keyword::kResourceArn:
            return passes_if_set(visit.resource_arn, comparison.condition);
        default:
            return std::nullopt;
    }
}

bool annotation_passes(const Comparison& comparison, const TraceDigest& digest,
                       std::optional<std::uint32_t> visit) {
    return std::any_of(
        digest.annotations.begin(), digest.annotations.end(), [&](const DigestAnnotation& annotation) {
            return (!visit || annotation.visit == *visit) && annotation.key == comparison.key &&
                   passes(annotation.value, comparison.condition);
        });
}

bool request_passes(const Comparison& comparison, const RequestSubject& request) {
    if (const auto shared = flag_or_http(comparison, request.flags, request.http)) return *shared;
    if (comparison.keyword == Keyword::kResponseTime) {
        return passes_if_set(shown_length(request.start, request.end), comparison.condition);
    }
    if (comparison.keyword == Keyword::kDuration) {
        return passes_if_set(shown_length(request.start, request.last_end), comparison.condition);
    }
    if (request.visit == Call::kNoVisit) return false;
    if (comparison.keyword == Keyword::kAnnotation)
        return annotation_passes(comparison, request.digest, request.visit);
    return visit_text(comparison, request.digest.visits[request.visit]).value_or(false);
}

bool subject_passes(const Comparison& comparison, const TraceSubject& trace) {
    const TraceDigest& digest = trace.digest;
    if (const auto shared = flag_or_http(comparison, digest.flags, digest.http)) return *shared;
    switch (comparison.keyword) {
        case Keyword::kPartial:
            return passes(digest.partial, comparison.condition);
        case Keyword::kInferred: {
            const bool any = std::any_of(digest.services.begin(), digest.services.end(),
                                         [](const DigestService& service) { return service.inferred; });
            return passes(any, comparison.condition);
        }
        case Keyword::kResponseTime:
            return passes_if_set(shown(digest.response_time), comparison.condition);
        case Keyword::kDuration:
            return passes_if_set(shown(digest.duration), comparison.condition);
        case Keyword::kAnnotation:
            return annotation_passes(comparison, digest, std::nullopt);
        default:
            return std::any_of(digest.visits.begin(), digest.visits.end(), [&](const Visit& visit) {
                return visit_text(comparison, visit).value_or(false);
            });
    }
}

bool subject_passes(const Comparison& comparison, const ServiceSubject& subject) {
    switch (comparison.keyword) {
        case Keyword::kName:
            return passes_if_set(subject.service.name, comparison.condition);
        case Keyword::kType:
            return passes_if_set(subject.service.type, comparison.condition);
        case Keyword::kInferred:
            return passes(subject.service.inferred, comparison.condition);
        case Keyword::kRoot:
            return passes(subject.root, comparison.condition);
        default:
            return request_passes(comparison, subject.request);
    }
}

bool subject_passes(const Comparison& comparison, const EdgeSubject& subject) {
    const auto annotation_of_end = [&](std::uint32_t visit) {
        return visit != Call::kNoVisit && annotation_passes(comparison, subject.request.digest, visit);
    };
    if (comparison.keyword == Keyword::kSourceAnnotation) return annotation_of_end(subject.call.from_visit);
    if (comparison.keyword == Keyword::kDestinationAnnotation)
        return annotation_of_end(subject.call.to_visit);
    return request_passes(comparison, subject.request);
}

bool subject_passes(const Comparison& comparison, const CauseSubject& element) {
    const MaybeCondition& condition = comparison.condition;
    switch (comparison.keyword) {
        case Keyword::kName:
            return passes_if_set(element.name, condition);
        case Keyword::kType:
            return passes_if_set(element.type, condition);
        case Keyword::kMessage:
            return passes_if_set(element.message, condition);
        case Keyword::kInferred:
            return element.inferred && passes(*element.inferred, condition);
        case Keyword::kRemote:
            return element.remote && passes(*element.remote, condition);
        case Keyword::kCoverage:
            return passes_if_set(element.coverage, condition);
        case Keyword::kIndex:
            return passes(static_cast<double>(element.index), condition);
        case Keyword::kFirst:
            return passes(element.index == 0, condition);
        case Keyword::kLast:
            return passes(element.index + 1 == element.list_size, condition);
        default:
            return false;
    }
}

}  // namespace

RequestSubject::RequestSubject(const TraceDigest& trace, std::uint32_t visit_index)
    : digest(trace),
      flags(trace.visits[visit_index].flags),
      http(trace.visits[visit_index].http),
      start(trace.visits[visit_index].start),
      end(trace.visits[visit_index].end),
      last_end(trace.visits[visit_index].last_end),
      visit(visit_index) {}

RequestSubject::RequestSubject(const TraceDigest& trace, const Call& call)
    : digest(trace),
      flags(call.flags),
      http(call.http),
      start(call.start),
      end(call.end),
      last_end(call.end),
      visit(call.from_visit == Call::kNoVisit ? call.to_visit : call.from_visit) {}

bool holds_for(const Comparison& comparison, const Subject& subject) {
    return std::visit([&](const auto& kind) { return subject_passes(comparison, kind); }, subject);
}

}  // namespace xray::filter
