// SPDX-License-Identifier: Apache-2.0
// The stored form of a digest: a table of distinct texts, then the fields in order. Integers are
// variable-length (7 bits a byte, low ones first), signed ones zigzag; texts are indices into the table, 0
// meaning empty.
#include <array>
#include <cstring>
#include <functional>
#include <type_traits>
#include <utility>

#include "core/id_map.hpp"
#include "core/trace_digest.hpp"

namespace xray {
namespace {

class Writer {
public:
    void number(std::uint64_t value) {
        while (value >= 0x80) {
            body_.push_back(static_cast<char>(value | 0x80U));
            value >>= 7U;
        }
        body_.push_back(static_cast<char>(value));
    }

    void signed_number(std::int64_t value) {
        number(static_cast<std::uint64_t>(value) << 1U ^ static_cast<std::uint64_t>(value >> 63));
    }

    void real(double value) {
        char bytes[sizeof value];
        std::memcpy(bytes, &value, sizeof value);
        body_.append(bytes, sizeof value);
    }

    void text(std::string_view value) {
        if (value.empty()) return number(0);
        std::uint32_t* const first = index_.insert(std::hash<std::string_view>{}(value), 0).first;
        // Texts of the same hash are chained from the newest to the oldest.
        for (std::uint32_t at = *first; at != 0; at = table_[at - 1].next) {
            if (table_[at - 1].text == value) return number(at);
        }
        table_.push_back({value, *first});
        *first = static_cast<std::uint32_t>(table_.size());
        number(table_.size());
    }

    // The table first, so that a reader knows all texts when it meets their indices.
    void finish(std::string& out) {
        std::string fields = std::move(body_);
        body_.clear();
        number(table_.size());
        for (const Entry& entry : table_) {
            number(entry.text.size());
            body_.append(entry.text);
        }
        out.append(body_).append(fields);
    }

private:
    struct Entry {
        std::string_view text;
        std::uint32_t next;  // position of the next older text of the same hash; 0: none
    };

    std::string body_;
    IdMap index_;  // from a text's hash to the position of the newest; positions count from 1
    std::vector<Entry> table_;
};

class Reader {
public:
    explicit Reader(std::string_view bytes) : bytes_(bytes) {
        const std::uint64_t count = number();
        if (count > bytes_.size()) {
            break_off();
            return;
        }
        texts_.reserve(count);
        for (std::uint64_t i = 0; i < count && good_; ++i) texts_.push_back(take(number()));
    }

    [[nodiscard]] bool good() const { return good_; }
    [[nodiscard]] bool at_end() const { return bytes_.empty(); }

    std::uint64_t number() {
        std::uint64_t value = 0;
        for (unsigned shift = 0; shift < 64; shift += 7) {
            if (bytes_.empty()) break;
            const auto byte = static_cast<unsigned char>(bytes_.front());
            bytes_.remove_prefix(1);
            value |= static_cast<std::uint64_t>(byte & 0x7fU) << shift;
            if (byte < 0x80) return value;
        }
        break_off();
        return 0;
    }

    std::int64_t signed_number() {
        const std::uint64_t value = number();
        return static_cast<std::int64_t>(value >> 1U) ^ -static_cast<std::int64_t>(value & 1U);
    }

    double real() {
        double value = 0;
        const std::string_view bytes = take(sizeof value);
        if (bytes.size() == sizeof value) std::memcpy(&value, bytes.data(), sizeof value);
        return value;
    }

    std::string_view text() {
        const std::uint64_t index = number();
        if (index == 0) return {};
        if (index > texts_.size()) {
            break_off();
            return {};
        }
        return texts_[index - 1];
    }

    void break_off() {
        good_ = false;
        bytes_ = {};
    }

    // A list cannot have more elements than there are bytes: damage must not make us reserve memory.
    std::size_t list_size() {
        const std::uint64_t size = number();
        if (size > bytes_.size()) {
            break_off();
            return 0;
        }
        return size;
    }

private:
    std::string_view take(std::uint64_t size) {
        if (size > bytes_.size()) {
            break_off();
            return {};
        }
        const std::string_view taken = bytes_.substr(0, size);
        bytes_.remove_prefix(size);
        return taken;
    }

    std::string_view bytes_;
    std::vector<std::string_view> texts_;
    bool good_ = true;
};

// One description of every structure serves both directions: `field(archive, value)` writes from a Writer and
// reads into the value from a Reader.

template <class Archive>
constexpr bool kReads = std::is_same_v<Archive, Reader>;

template <class Archive, class T>
void number(Archive& archive, T& value) {
    if constexpr (kReads<Archive>) {
        value = static_cast<std::remove_const_t<T>>(archive.number());
    } else {
        archive.number(static_cast<std::uint64_t>(value));
    }
}

template <class Archive, class T>
void time(Archive& archive, T& value) {
    if constexpr (kReads<Archive>) {
        value = archive.signed_number();
    } else {
        archive.signed_number(value);
    }
}

template <class Archive, class T>
void optional_time(Archive& archive, T& value) {
    if constexpr (kReads<Archive>) {
        if (archive.number() == 0) {
            value.reset();
        } else {
            value = archive.signed_number();
        }
    } else {
        archive.number(value ? 1 : 0);
        if (value) archive.signed_number(*value);
    }
}

template <class Archive, class T>
void text(Archive& archive, T& value) {
    if constexpr (kReads<Archive>) {
        value = archive.text();
    } else {
        archive.text(value);
    }
}

// Up to eight booleans in one number.
template <class Archive, class... Bools>
void bits(Archive& archive, Bools&... values) {
    unsigned shift = 0;
    if constexpr (kReads<Archive>) {
        const std::uint64_t packed = archive.number();
        ((values = (packed >> shift++ & 1U) != 0), ...);
    } else {
        std::uint64_t packed = 0;
        ((packed |= static_cast<std::uint64_t>(values) << shift++), ...);
        archive.number(packed);
    }
}

template <class Archive, class List, class Element>
void list(Archive& archive, List& values, const Element& element) {
    if constexpr (kReads<Archive>) {
        values.resize(archive.list_size());
    } else {
        archive.number(values.size());
    }
    for (auto& value : values) element(archive, value);
}

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

// Damaged bytes may hold any number: overflow must not be undefined behaviour.
Micros add_wrapping(Micros a, Micros b) {
    return static_cast<Micros>(static_cast<std::uint64_t>(a) + static_cast<std::uint64_t>(b));
}

// Times inside a trace are stored as distances from its start: small numbers, few bytes.
template <class Archive, class T>
void near_time(Archive& archive, T& value, Micros start) {
    if constexpr (kReads<Archive>) {
        value = add_wrapping(start, archive.signed_number());
    } else {
        archive.signed_number(value - start);
    }
}

template <class Archive, class T>
void optional_near_time(Archive& archive, T& value, Micros start) {
    std::optional<Micros> distance;
    if constexpr (kReads<Archive>) {
        optional_time(archive, distance);
        value = distance ? std::optional<Micros>(add_wrapping(start, *distance)) : std::nullopt;
    } else {
        if (value) distance = *value - start;
        optional_time(archive, distance);
    }
}

template <class Archive, class T>
void visit(Archive& archive, T& value, Micros start) {
    number(archive, value.service);
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

void annotation_value(Writer& archive, const AnnotationValue& value) {
    archive.number(value.index());
    if (const auto* words = std::get_if<std::string_view>(&value)) {
        archive.text(*words);
    } else if (const auto* real = std::get_if<double>(&value)) {
        archive.real(*real);
    } else {
        archive.number(std::get<bool>(value) ? 1 : 0);
    }
}

void annotation_value(Reader& archive, AnnotationValue& value) {
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
void real(Writer& archive, T& value) {
    archive.real(value);
}

template <class T>
void real(Reader& archive, T& value) {
    value = archive.real();
}

template <class Archive, class T>
void root_cause(Archive& archive, T& cause) {
    bits(archive, cause.client_impacting);
    list(archive, cause.services, [](Archive& a, auto& step) {
        number(a, step.service);
        bits(a, step.inferred);
        list(a, step.entity_path, [](Archive& b, auto& entity) {
            text(b, entity.name);
            bits(b, entity.remote);
            real(b, entity.coverage);
            list(b, entity.exceptions, [](Archive& c, auto& exception) {
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
    number(archive, digest.segment_count);
    number(archive, digest.entry_point);
    http(archive, digest.http);
    const Micros start = digest.start;
    list(archive, digest.services, [](Archive& a, auto& value) { service(a, value); });
    list(archive, digest.visits, [start](Archive& a, auto& value) { visit(a, value, start); });
    list(archive, digest.calls, [start](Archive& a, auto& value) { call(a, value, start); });
    list(archive, digest.annotations, [](Archive& a, auto& value) { annotation(a, value); });
    for (auto* causes :
         {&digest.fault_root_causes, &digest.error_root_causes, &digest.response_time_root_causes}) {
        list(archive, *causes, [](Archive& a, auto& value) { root_cause(a, value); });
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
    Writer writer;
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
    Reader reader(bytes.substr(0, bytes.size() - id.size()));
    digest_fields(reader, digest);
    return reader.good() && reader.at_end() && has_sound_indices(digest);
}

}  // namespace xray
