// SPDX-License-Identifier: Apache-2.0
// The stored form of a digest (core/base/binary_form.hpp).
#include "core/digest/trace_digest_codec.hpp"

#include <array>
#include <cstring>

#include "core/base/binary_form.hpp"

namespace xray {
namespace {

using namespace binary;

template <class Archive, class T>
void http(Archive& archive, T& view) {
    text(archive, view.url);
    text(archive, view.method);
    text(archive, view.user_agent);
    text(archive, view.client_ip);
    optional_time(archive, view.status);
}

template <class Archive, class T>
void service(Archive& archive, T& value) {
    text(archive, value.name);
    text(archive, value.type);
    text(archive, value.account_id);
    bits(archive, value.inferred, value.client, value.root);
}

// Times inside a trace are stored as distances from its start: small numbers, few bytes.
template <class Archive, class T>
void near_time(Archive& archive, T& value, Micros start) {
    if constexpr (kReads<Archive>) {
        value = add_wrapping(start, archive.signed_number());
    } else {
        archive.signed_number(subtract_wrapping(value, start));
    }
}

template <class Archive, class T>
void optional_near_time(Archive& archive, T& value, Micros start) {
    std::optional<Micros> distance;
    if constexpr (kReads<Archive>) {
        optional_time(archive, distance);
        value = distance ? std::optional<Micros>(add_wrapping(start, *distance)) : std::nullopt;
    } else {
        if (value) distance = subtract_wrapping(*value, start);
        optional_time(archive, distance);
    }
}

template <class Archive, class T>
void link(Archive& archive, T& value) {
    number(archive, value.visit);
    trace_id(archive, value.trace);
    segment_id(archive, value.id);
}

template <class Archive, class T>
void visit(Archive& archive, T& value, Micros start) {
    number(archive, value.service);
    segment_id(archive, value.id);
    near_time(archive, value.start, start);
    optional_near_time(archive, value.end, start);
    optional_near_time(archive, value.last_end, start);
    bits(archive, value.flags.fault, value.flags.error, value.flags.throttle, value.root);
    http(archive, value.http);
    text(archive, value.user);
    text(archive, value.instance_id);
    text(archive, value.availability_zone);
    text(archive, value.resource_arn);
}

template <class Archive, class T>
void call(Archive& archive, T& value, Micros start) {
    number(archive, value.from);
    number(archive, value.to);
    number(archive, value.from_visit);
    number(archive, value.to_visit);
    near_time(archive, value.start, start);
    optional_near_time(archive, value.end, start);
    bits(archive, value.flags.fault, value.flags.error, value.flags.throttle);
    http(archive, value.http);
    text(archive, value.alias);
}

void annotation_value(BinaryWriter& archive, const AnnotationValue& value) {
    archive.number(value.index());
    if (const auto* words = std::get_if<std::string_view>(&value)) {
        archive.text(*words);
    } else if (const auto* real = std::get_if<double>(&value)) {
        archive.real(*real);
    } else {
        archive.number(std::get<bool>(value) ? 1 : 0);
    }
}

void annotation_value(BinaryReader& archive, AnnotationValue& value) {
    switch (archive.number()) {
        case 0:
            value = archive.text();
            break;
        case 1:
            value = archive.real();
            break;
        case 2:
            value = archive.number() != 0;
            break;
        default:
            archive.break_off();
    }
}

template <class Archive, class T>
void annotation(Archive& archive, T& value) {
    text(archive, value.key);
    annotation_value(archive, value.value);
    number(archive, value.visit);
}

template <class T>
void real(BinaryWriter& archive, T& value) {
    archive.real(value);
}

template <class T>
void real(BinaryReader& archive, T& value) {
    value = archive.real();
}

template <class Archive, class T>
void root_cause(Archive& archive, T& cause) {
    bits(archive, cause.client_impacting);
    list(archive, cause.services, 3, [](Archive& a, auto& step) {
        number(a, step.service);
        bits(a, step.inferred);
        list(a, step.entity_path, 11, [](Archive& b, auto& entity) {
            text(b, entity.name);
            bits(b, entity.remote);
            real(b, entity.coverage);
            list(b, entity.exceptions, 2, [](Archive& c, auto& exception) {
                text(c, exception.name);
                text(c, exception.message);
            });
        });
    });
}

template <class Archive, class Digest>
void digest_fields(Archive& archive, Digest& digest) {
    time(archive, digest.start);
    optional_time(archive, digest.duration);
    optional_time(archive, digest.response_time);
    bits(archive, digest.flags.fault, digest.flags.error, digest.flags.throttle, digest.partial,
         digest.limit_exceeded, digest.in_progress);
    number(archive, digest.revision);
    time(archive, digest.updated);
    time(archive, digest.last_receipt);
    number(archive, digest.segment_count);
    number(archive, digest.entry_point);
    http(archive, digest.http);
    const Micros start = digest.start;
    list(archive, digest.services, 4, [](Archive& a, auto& value) { service(a, value); });
    list(archive, digest.visits, 20, [start](Archive& a, auto& value) { visit(a, value, start); });
    list(archive, digest.calls, 13, [start](Archive& a, auto& value) { call(a, value, start); });
    list(archive, digest.links, 25, [](Archive& a, auto& value) { link(a, value); });
    list(archive, digest.annotations, 4, [](Archive& a, auto& value) { annotation(a, value); });
    for (auto* causes :
         {&digest.fault_root_causes, &digest.error_root_causes, &digest.response_time_root_causes}) {
        list(archive, *causes, 2, [](Archive& a, auto& value) { root_cause(a, value); });
    }
}

// Every index of a decoded digest must lie inside its list: damaged bytes must not make a reader of it crash.
bool has_sound_indices(const TraceDigest& digest) {
    const auto service_ok = [&](std::uint32_t index) { return index < digest.services.size(); };
    const auto visit_ok = [&](std::uint32_t index) {
        return index == Call::kNoVisit || index < digest.visits.size();
    };
    if (digest.entry_point != TraceDigest::kNoService && !service_ok(digest.entry_point)) return false;
    for (const Visit& visit : digest.visits) {
        if (!service_ok(visit.service)) return false;
    }
    for (const Call& call : digest.calls) {
        if (!service_ok(call.from) || !service_ok(call.to)) return false;
        if (!visit_ok(call.from_visit) || !visit_ok(call.to_visit)) return false;
    }
    for (const TraceLink& link : digest.links) {
        if (link.visit >= digest.visits.size()) return false;
    }
    for (const DigestAnnotation& annotation : digest.annotations) {
        if (!visit_ok(annotation.visit)) return false;
    }
    for (const auto* causes :
         {&digest.fault_root_causes, &digest.error_root_causes, &digest.response_time_root_causes}) {
        for (const RootCause& cause : *causes) {
            for (const RootCauseService& step : cause.services) {
                if (!service_ok(step.service)) return false;
            }
        }
    }
    return true;
}

}  // namespace

void encode_digest(const TraceDigest& digest, std::string& out) {
    BinaryWriter writer;
    digest_fields(writer, digest);
    writer.finish(out);
    // The id closes the bytes: fixed size, so a reader can check the length.
    const auto& id = digest.id.bytes();
    out.append(id.begin(), id.end());
}

bool decode_digest(std::string_view bytes, TraceDigest& digest) {
    std::array<std::uint8_t, 16> id{};
    if (bytes.size() < id.size()) return false;
    std::memcpy(id.data(), bytes.data() + bytes.size() - id.size(), id.size());
    digest.id = TraceId(id);
    BinaryReader reader(bytes.substr(0, bytes.size() - id.size()));
    digest_fields(reader, digest);
    return reader.good() && reader.at_end() && has_sound_indices(digest);
}

}  // namespace xray
