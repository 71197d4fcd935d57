// SPDX-License-Identifier: Apache-2.0
#include "api/kit/explanation.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

#include "api/kit/hints.hpp"
#include "core/filter/named_things.hpp"
#include "core/filter/syntax/printer.hpp"
#include "core/text/closest_name.hpp"
#include "core/text/utf8.hpp"

namespace xray::api {
namespace {

constexpr std::size_t kMostLines = 15;
constexpr std::size_t kMostCharacters = 120;
// Of each kind of line, so that the others have room.
constexpr std::size_t kMostUnknownIds = 2;
constexpr std::size_t kMostClauses = 4;
constexpr std::size_t kMostMissing = 3;
constexpr std::size_t kMostMeant = 2;
constexpr std::size_t kMostHints = 3;

std::string one_line(std::string_view text) {
    constexpr std::string_view kCut = "...";
    std::string line;
    std::size_t characters = 0;
    std::size_t cut_at = 0;
    for (const char byte : text) {
        if (!is_continuation(byte)) {
            if (characters == kMostCharacters - kCut.size()) cut_at = line.size();
            if (++characters > kMostCharacters) return line.substr(0, cut_at).append(kCut);
        }
        line += static_cast<unsigned char>(byte) < 0x20 || byte == 0x7f ? ' ' : byte;
    }
    return line;
}

class Lines {
public:
    // What there is no room for is left out.
    void add(std::string_view line) {
        if (++count_ > kMostLines) return;
        text_ += one_line(replace_damaged_utf8(line)) + "\n";
    }
    [[nodiscard]] std::string text() && { return std::move(text_); }

private:
    std::string text_;
    std::size_t count_ = 0;
};

std::string traces_word(std::uint64_t count) {
    return count == 1 ? "trace" : "traces";
}

// The number that decides whether it is "trace" or "traces".
std::uint64_t told_number(const CountBounds& bounds) {
    return bounds.most ? *bounds.most : bounds.least;
}

std::string wanted(const WaitCriteria& criteria) {
    const bool is_one = told_number(criteria.count) == 1;
    std::string text = "expected " + to_string(criteria.count) + (is_one ? " trace" : " traces");
    if (!criteria.trace_ids.empty())
        text += " of the " + std::to_string(criteria.trace_ids.size()) + " with the ids asked for";
    std::string rule = criteria.expression;
    for (const CallBounds& calls : criteria.calls) {
        if (!rule.empty()) rule += " and calls ";
        rule += describe(calls);
    }
    if (rule.empty()) return text;
    return text + (is_one ? " that matches: " : " that match: ") + rule;
}

std::string found(const WaitOutcome& outcome) {
    return std::to_string(outcome.matched) + " of " + std::to_string(outcome.traces) + " " +
           traces_word(outcome.traces) + (outcome.traces == 1 ? " matches" : " match");
}

std::string link_to(const std::string& base_url, const TraceId& id) {
    return base_url + "/traces/" + id.to_string();
}

void tell_closest(const NearMiss& near_miss, const std::string& base_url, Lines& lines) {
    const bool only_unsettled = !near_miss.waits_for.empty();
    lines.add((only_unsettled ? "matches, but is not settled: " : "closest: ") +
              link_to(base_url, near_miss.id));
    lines.add("  " + near_miss.shape);
    for (std::size_t i = 0; i < std::min(near_miss.waits_for.size(), kMostMissing); ++i)
        lines.add("  waits: " + near_miss.waits_for[i]);
    if (only_unsettled) return;
    std::size_t told = 0;
    for (const filter::ClauseResult& clause : near_miss.clauses) {
        if (clause.held || ++told > kMostClauses) continue;
        lines.add("  " + clause.clause + (clause.actual.empty() ? ": it is not so" : ": " + clause.actual));
    }
}

// What somebody wrote, and what is there that has nearly that name.
std::string_view meant_by(std::string_view written, const std::set<std::string, std::less<>>& there) {
    if (there.contains(written)) return {};
    const std::vector<std::string_view> names(there.begin(), there.end());
    return closest_name(written, names);
}

void tell_meant(const WaitCriteria& criteria, const NearMisses& near, Lines& lines) {
    filter::NamedThings named = criteria.filter.named_things();
    for (const CallBounds& calls : criteria.calls) {
        named.services.push_back(calls.from);
        named.services.push_back(calls.to);
    }
    std::vector<std::string_view> told;
    const auto tell = [&](std::string_view written, const std::set<std::string, std::less<>>& there) {
        const std::string_view meant = meant_by(written, there);
        const bool is_new = std::find(told.begin(), told.end(), meant) == told.end();
        if (meant.empty() || !is_new || told.size() == kMostMeant) return;
        told.push_back(meant);
        lines.add("did you mean " + filter::quote(meant) + "? there is no " + filter::quote(written));
    };
    for (const std::string& name : named.services) tell(name, near.service_names);
    for (const std::string& key : named.annotation_keys) tell(key, near.annotation_keys);
}

}  // namespace

std::string explanation(Context& context, const WaitCriteria& criteria, const std::string& base_url,
                        const WaitOutcome& outcome) {
    Lines lines;
    lines.add(wanted(criteria));
    lines.add(found(outcome));
    if (outcome.too_many) {
        for (const MatchingTrace& trace : outcome.matching) {
            lines.add("matches: " + link_to(base_url, trace.id));
            lines.add("  " + trace.shape);
        }
        return std::move(lines).text();
    }
    for (std::size_t i = 0; i < std::min(outcome.near.unknown_ids.size(), kMostUnknownIds); ++i)
        lines.add("nothing has come of trace " + outcome.near.unknown_ids[i].to_string());
    if (!outcome.near.closest.empty()) tell_closest(outcome.near.closest.front(), base_url, lines);
    tell_meant(criteria, outcome.near, lines);
    const std::vector<std::string> told = hints(context, base_url, outcome.traces);
    for (std::size_t i = 0; i < std::min(told.size(), kMostHints); ++i) lines.add(told[i]);
    return std::move(lines).text();
}

}  // namespace xray::api
