// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "core/base/id_map.hpp"
#include "core/base/ids.hpp"
#include "core/base/numbers.hpp"
#include "core/base/seeded_hash.hpp"
#include "core/base/time.hpp"

// The compact form in which derived data is stored: a table of distinct texts, then the fields in order.
// Integers are variable-length (7 bits a byte, low ones first), signed ones zigzag; texts are indices into
// the table, 0 meaning empty. Damaged bytes are noticed, never believed: a reader that fails gives zeros and
// empty texts.
namespace xray::binary {

class BinaryWriter {
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

    // Eight bytes, whatever the value: for random numbers.
    void fixed(std::uint64_t value) {
        char bytes[sizeof value];
        std::memcpy(bytes, &value, sizeof value);
        body_.append(bytes, sizeof value);
    }

    void real(double value) { fixed(std::bit_cast<std::uint64_t>(value)); }

    void text(std::string_view value) {
        if (value.empty()) return number(0);
        std::uint32_t* const first = index_.insert(seeded_hash(value), 0).first;
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
        // Position of the next older text of the same hash; 0: none.
        std::uint32_t next;
    };

    std::string body_;
    // From a text's hash to the position of the newest; positions count from 1.
    IdMap index_;
    std::vector<Entry> table_;
};

class BinaryReader {
public:
    explicit BinaryReader(std::string_view bytes) : bytes_(bytes) {
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

    std::uint64_t fixed() {
        std::uint64_t value = 0;
        const std::string_view bytes = take(sizeof value);
        if (bytes.size() == sizeof value) std::memcpy(&value, bytes.data(), sizeof value);
        return value;
    }

    double real() { return std::bit_cast<double>(fixed()); }

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

    // A list cannot have more elements than there are bytes for, `least` for each: damage must not make us
    // reserve memory.
    std::size_t list_size(std::size_t least = 1) {
        const std::uint64_t size = number();
        if (size > bytes_.size() / least) {
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

// One description of every structure serves both directions: `field(archive, value)` writes from a
// BinaryWriter and reads into the value from a BinaryReader.

template <class Archive>
constexpr bool kReads = std::is_same_v<Archive, BinaryReader>;

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

template <class Archive, class T>
void trace_id(Archive& archive, T& id) {
    if constexpr (kReads<Archive>) {
        const std::array<std::uint64_t, 2> halves{archive.fixed(), archive.fixed()};
        id = TraceId(std::bit_cast<std::array<std::uint8_t, 16>>(halves));
    } else {
        for (const std::uint64_t half : std::bit_cast<std::array<std::uint64_t, 2>>(id.bytes())) {
            archive.fixed(half);
        }
    }
}

// Ids are random: eight bytes are less than a number of variable length.
template <class Archive, class T>
void segment_id(Archive& archive, T& id) {
    if constexpr (kReads<Archive>) {
        id = SegmentId(archive.fixed());
    } else {
        archive.fixed(id.value());
    }
}

// `least`: the bytes of the shortest element.
template <class Archive, class List, class Element>
void list(Archive& archive, List& values, std::size_t least, const Element& element) {
    if constexpr (kReads<Archive>) {
        values.resize(archive.list_size(least));
    } else {
        archive.number(values.size());
    }
    for (auto& value : values) element(archive, value);
}

using xray::add_wrapping;
using xray::subtract_wrapping;

}  // namespace xray::binary
