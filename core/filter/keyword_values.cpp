// SPDX-License-Identifier: Apache-2.0
#include "core/filter/keyword_values.hpp"

#include <algorithm>

#include "core/base/time.hpp"
#include "core/filter/condition.hpp"

namespace xray::filter {
namespace {

std::optional<double> shown_length(Micros start, const std::optional<Micros>& end) {
    if (!end) return std::nullopt;
    return rounded_seconds(*end - start);
}

std::optional<double> shown(const std::optional<Micros>& length) {
    if (!length) return std::nullopt;
    return rounded_seconds(*length);
}

// Each of the functions below hands the values that a keyword has to `take`, one after the other, until that
// returns true, and returns whether it did: `take` compares them, or only looks at them.

// Empty text means "not recorded".
template <class Take>
bool take_if_set(std::string_view value, const Take& take) {
    return !value.empty() && take(value);
}

template <class Number, class Take>
bool take_if_set(const std::optional<Number>& value, const Take& take) {
    return value && take(static_cast<double>(*value));
}

// The keywords of an outcome and of http, which traces, services and edges share. Nothing for other keywords.
template <class Take>
std::optional<bool> flag_or_http(const Comparison& comparison, const Flags& flags, const HttpView& http,
                                 const Take& take) {
    switch (comparison.keyword) {
        case Keyword::kOk:
            return take(flags.ok());
        case Keyword::kError:
            return take(flags.error);
        case Keyword::kFault:
            return take(flags.fault);
        case Keyword::kThrottle:
            return take(flags.throttle);
        case Keyword::kHttpStatus:
            return take_if_set(http.status, take);
        case Keyword::kHttpUrl:
            return take_if_set(http.url, take);
        case Keyword::kHttpMethod:
            return take_if_set(http.method, take);
        case Keyword::kHttpUserAgent:
            return take_if_set(http.user_agent, take);
        case Keyword::kHttpClientIp:
            return take_if_set(http.client_ip, take);
        default:
            return std::nullopt;
    }
}

// The keywords of one segment's own data. Nothing for other keywords.
template <class Take>
std::optional<bool> visit_text(const Comparison& comparison, const Visit& visit, const Take& take) {
    switch (comparison.keyword) {
        case Keyword::kUser:
            return take_if_set(visit.user, take);
        case Keyword::kAvailabilityZone:
            return take_if_set(visit.availability_zone, take);
        case Keyword::kInstanceId:
            return take_if_set(visit.instance_id, take);
        case Keyword::kResourceArn:
            return take_if_set(visit.resource_arn, take);
        default:
            return std::nullopt;
    }
}

template <class Take>
bool take_annotations(const Comparison& comparison, const TraceDigest& digest,
                      std::optional<std::uint32_t> visit, const Take& take) {
    return std::any_of(digest.annotations.begin(), digest.annotations.end(),
                       [&](const DigestAnnotation& annotation) {
                           return (!visit || annotation.visit == *visit) &&
                                  annotation.key == comparison.key && std::visit(take, annotation.value);
                       });
}

template <class Take>
bool take_request(const Comparison& comparison, const RequestSubject& request, const Take& take) {
    if (const auto shared = flag_or_http(comparison, request.flags, request.http, take)) return *shared;
    if (comparison.keyword == Keyword::kResponseTime)
        return take_if_set(shown_length(request.start, request.end), take);
    if (comparison.keyword == Keyword::kDuration)
        return take_if_set(shown_length(request.start, request.last_end), take);
    if (request.visit == Call::kNoVisit) return false;
    if (comparison.keyword == Keyword::kAnnotation)
        return take_annotations(comparison, request.digest, request.visit, take);
    return visit_text(comparison, request.digest.visits[request.visit], take).value_or(false);
}

template <class Take>
bool take_values(const Comparison& comparison, const TraceSubject& trace, const Take& take) {
    const TraceDigest& digest = trace.digest;
    if (const auto shared = flag_or_http(comparison, digest.flags, digest.http, take)) return *shared;
    switch (comparison.keyword) {
        case Keyword::kPartial:
            return take(digest.partial);
        case Keyword::kInferred:
            return take(std::any_of(digest.services.begin(), digest.services.end(),
                                    [](const DigestService& service) { return service.inferred; }));
        case Keyword::kResponseTime:
            return take_if_set(shown(digest.response_time), take);
        case Keyword::kDuration:
            return take_if_set(shown(digest.duration), take);
        case Keyword::kAnnotation:
            return take_annotations(comparison, digest, std::nullopt, take);
        default:
            return std::any_of(digest.visits.begin(), digest.visits.end(), [&](const Visit& visit) {
                return visit_text(comparison, visit, take).value_or(false);
            });
    }
}

template <class Take>
bool take_values(const Comparison& comparison, const ServiceSubject& subject, const Take& take) {
    switch (comparison.keyword) {
        case Keyword::kName:
            return take_if_set(subject.service.name, take);
        case Keyword::kType:
            return take_if_set(subject.service.type, take);
        case Keyword::kInferred:
            return take(subject.service.inferred);
        case Keyword::kRoot:
            return take(subject.root);
        default:
            return take_request(comparison, subject.request, take);
    }
}

template <class Take>
bool take_values(const Comparison& comparison, const EdgeSubject& subject, const Take& take) {
    const auto annotations_of_end = [&](std::uint32_t visit) {
        return visit != Call::kNoVisit && take_annotations(comparison, subject.request.digest, visit, take);
    };
    if (comparison.keyword == Keyword::kSourceAnnotation) return annotations_of_end(subject.call.from_visit);
    if (comparison.keyword == Keyword::kDestinationAnnotation)
        return annotations_of_end(subject.call.to_visit);
    return take_request(comparison, subject.request, take);
}

template <class Take>
bool take_values(const Comparison& comparison, const CauseSubject& element, const Take& take) {
    switch (comparison.keyword) {
        case Keyword::kName:
            return take_if_set(element.name, take);
        case Keyword::kType:
            return take_if_set(element.type, take);
        case Keyword::kMessage:
            return take_if_set(element.message, take);
        case Keyword::kInferred:
            return element.inferred && take(*element.inferred);
        case Keyword::kRemote:
            return element.remote && take(*element.remote);
        case Keyword::kCoverage:
            return take_if_set(element.coverage, take);
        case Keyword::kIndex:
            return take(static_cast<double>(element.index));
        case Keyword::kFirst:
            return take(element.index == 0);
        case Keyword::kLast:
            return take(element.index + 1 == element.list_size);
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
    const auto compare = [&](auto value) { return passes(value, comparison.condition); };
    return std::visit([&](const auto& kind) { return take_values(comparison, kind, compare); }, subject);
}

std::vector<AnnotationValue> values_of(const Comparison& comparison, const Subject& subject,
                                       std::size_t most) {
    std::vector<AnnotationValue> values;
    const auto collect = [&](auto value) {
        if (std::find(values.begin(), values.end(), AnnotationValue(value)) == values.end())
            values.emplace_back(value);
        return values.size() >= most;
    };
    std::visit([&](const auto& kind) { take_values(comparison, kind, collect); }, subject);
    return values;
}

}  // namespace xray::filter
