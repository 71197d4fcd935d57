// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace xray::fuzz {

// Reads an input as decisions, one byte or two each. Behind its end all are 0.
class ByteFeed {
public:
    explicit ByteFeed(std::string_view bytes) : bytes_(bytes) {}

    [[nodiscard]] bool empty() const { return bytes_.empty(); }

    std::uint8_t byte() {
        if (bytes_.empty()) return 0;
        const auto first = static_cast<std::uint8_t>(bytes_.front());
        bytes_.remove_prefix(1);
        return first;
    }

    // 0 to bound - 1, of one byte.
    std::size_t below(std::size_t bound) { return byte() % bound; }

    // Of two bytes.
    std::size_t wide() {
        const std::size_t high = byte();
        return high << 8U | byte();
    }

    template <class List>
    const auto& pick(const List& list) {
        return list[below(std::size(list))];
    }

    // What has not been read.
    [[nodiscard]] std::string_view rest() const { return bytes_; }

    // At most so many bytes, as they are.
    std::string_view take(std::size_t most) {
        const std::string_view taken = bytes_.substr(0, most);
        bytes_.remove_prefix(taken.size());
        return taken;
    }

private:
    std::string_view bytes_;
};

// The parts of a text between separators, at most `most` of them; the last one has all that is left.
template <class Visit>
void for_each_part(std::string_view text, char separator, std::size_t most, const Visit& visit) {
    for (std::size_t i = 1;; ++i) {
        const std::size_t end = i < most ? text.find(separator) : std::string_view::npos;
        visit(text.substr(0, end));
        if (end == std::string_view::npos) return;
        text.remove_prefix(end + 1);
    }
}

}  // namespace xray::fuzz
