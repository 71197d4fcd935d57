// SPDX-License-Identifier: Apache-2.0
#include "core/views/line_diff.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace xray {
namespace {

constexpr std::size_t kContext = 3;
constexpr std::size_t kMostCompared = 4000;

std::vector<std::string_view> lines_of(std::string_view text) {
    std::vector<std::string_view> lines;
    while (!text.empty()) {
        const std::size_t end = text.find('\n');
        lines.push_back(text.substr(0, end));
        if (end == std::string_view::npos) break;
        text.remove_prefix(end + 1);
    }
    return lines;
}

struct Edit {
    char mark = ' ';  // ' ', '-' or '+'
    std::string_view line;
};

using Lines = std::vector<std::string_view>;

// The edits between two texts that begin and end differently, by their longest common subsequence.
void add_edits_between(const Lines& a, const Lines& b, std::vector<Edit>& edits) {
    const bool is_too_much = a.size() > kMostCompared || b.size() > kMostCompared;
    const std::size_t width = b.size() + 1;
    std::vector<std::uint16_t> common(is_too_much ? 0 : (a.size() + 1) * width, 0);
    if (!is_too_much) {
        for (std::size_t i = a.size(); i-- > 0;) {
            for (std::size_t j = b.size(); j-- > 0;) {
                const auto next = static_cast<std::uint16_t>(common[(i + 1) * width + j + 1] + 1);
                common[i * width + j] =
                    a[i] == b[j] ? next : std::max(common[(i + 1) * width + j], common[i * width + j + 1]);
            }
        }
    }
    std::size_t i = 0;
    std::size_t j = 0;
    while (i < a.size() || j < b.size()) {
        const bool both = !is_too_much && i < a.size() && j < b.size();
        if (both && a[i] == b[j]) {
            edits.push_back({' ', a[i]});
            ++i;
            ++j;
        } else if (i < a.size() && (!both || common[(i + 1) * width + j] >= common[i * width + j + 1])) {
            edits.push_back({'-', a[i++]});
        } else {
            edits.push_back({'+', b[j++]});
        }
    }
}

std::vector<Edit> edits_of(const Lines& a, const Lines& b) {
    const auto [a_begin, b_begin] = std::mismatch(a.begin(), a.end(), b.begin(), b.end());
    const auto head = static_cast<std::size_t>(a_begin - a.begin());
    std::size_t tail = 0;
    while (tail < std::min(a.size(), b.size()) - head && a[a.size() - 1 - tail] == b[b.size() - 1 - tail])
        ++tail;
    std::vector<Edit> edits;
    for (std::size_t i = 0; i < head; ++i) edits.push_back({' ', a[i]});
    const auto end_a = a.end() - static_cast<std::ptrdiff_t>(tail);
    const auto end_b = b.end() - static_cast<std::ptrdiff_t>(tail);
    add_edits_between(Lines(a_begin, end_a), Lines(b_begin, end_b), edits);
    for (auto line = end_a; line != a.end(); ++line) edits.push_back({' ', *line});
    return edits;
}

std::string range_text(std::size_t before, std::size_t count) {
    return std::to_string(count == 0 ? before : before + 1) + (count == 1 ? "" : "," + std::to_string(count));
}

// Writes the edits [from, to) as one hunk.
void add_hunk(const std::vector<Edit>& edits, std::size_t from, std::size_t to, std::string& out) {
    const auto count = [&](std::size_t begin, std::size_t end, char other) {
        return static_cast<std::size_t>(std::count_if(edits.begin() + static_cast<std::ptrdiff_t>(begin),
                                                      edits.begin() + static_cast<std::ptrdiff_t>(end),
                                                      [&](const Edit& edit) { return edit.mark != other; }));
    };
    out += "@@ -" + range_text(count(0, from, '+'), count(from, to, '+')) + " +" +
           range_text(count(0, from, '-'), count(from, to, '-')) + " @@\n";
    for (std::size_t i = from; i < to; ++i) {
        out += edits[i].mark;
        out.append(edits[i].line).append("\n");
    }
}

}  // namespace

std::string unified_diff(std::string_view before, std::string_view after, std::string_view before_name,
                         std::string_view after_name) {
    if (before == after) return {};
    const std::vector<Edit> edits = edits_of(lines_of(before), lines_of(after));
    std::string out;
    out.append("--- ").append(before_name).append("\n+++ ").append(after_name).append("\n");
    std::size_t at = 0;
    while (at < edits.size()) {
        if (edits[at].mark == ' ') {
            ++at;
            continue;
        }
        // A hunk goes on until more lines than two contexts are equal.
        const std::size_t from = at - std::min(at, kContext);
        std::size_t last = at;
        for (std::size_t i = at; i < edits.size() && i <= last + 2 * kContext; ++i) {
            if (edits[i].mark != ' ') last = i;
        }
        const std::size_t to = std::min(edits.size(), last + 1 + kContext);
        add_hunk(edits, from, to, out);
        at = to;
    }
    return out;
}

}  // namespace xray
