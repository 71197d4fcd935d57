// SPDX-License-Identifier: Apache-2.0
#include "core/views/profile_diff.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <string_view>

namespace xray {
namespace {

using Change = ProfileDiff::Change;
using Edge = ProfileDiff::Edge;

// What is in `there` and not in `known`.
template <class Names>
std::vector<typename Names::key_type> missing_in(const Names& there, const Names& known) {
    std::vector<typename Names::key_type> names;
    for (const auto& item : there) {
        if constexpr (requires { typename Names::mapped_type; }) {
            if (!known.contains(item.first)) names.push_back(item.first);
        } else {
            if (!known.contains(item)) names.push_back(item);
        }
    }
    return names;
}

double per_trace(std::uint64_t count, std::uint64_t traces) {
    return traces == 0 ? 0 : static_cast<double>(count) / static_cast<double>(traces);
}

double percent(std::uint64_t part, std::uint64_t whole) {
    return whole == 0 ? 0 : 100.0 * static_cast<double>(part) / static_cast<double>(whole);
}

double milliseconds(Micros length) {
    return static_cast<double>(length) / 1000.0;
}

bool differs(const Change& change) {
    return std::abs(change.before - change.after) > 1e-9;
}

void add_if_changed(std::vector<Change>& changes, Change change) {
    if (differs(change)) changes.push_back(std::move(change));
}

void compare_calls(const TraceProfile& before, const TraceProfile& after, ProfileDiff& diff) {
    for (const auto& [edge, count] : before.calls) {
        const auto found = after.calls.find(edge);
        if (found == after.calls.end()) continue;
        add_if_changed(diff.calls_per_trace,
                       {edge.first + " -> " + edge.second, per_trace(count, before.traces),
                        per_trace(found->second, after.traces)});
    }
}

void compare_services(const TraceProfile& before, const TraceProfile& after, ProfileDiff& diff) {
    for (const auto& [name, old] : before.services) {
        const auto found = after.services.find(name);
        if (found == after.services.end()) continue;
        const TraceProfile::Service& now = found->second;
        add_if_changed(diff.error_shares,
                       {name, percent(old.errors, old.requests), percent(now.errors, now.requests)});
        add_if_changed(diff.fault_shares,
                       {name, percent(old.faults, old.requests), percent(now.faults, now.requests)});
        for (auto [list, share] :
             {std::pair(&diff.p50, 0.5), std::pair(&diff.p95, 0.95), std::pair(&diff.p99, 0.99)})
            list->push_back({name, milliseconds(old.percentile(share)), milliseconds(now.percentile(share))});
    }
}

std::string number_text(double number) {
    std::array<char, 48> text{};
    std::snprintf(text.data(), text.size(), "%.3g", number);
    return text.data();
}

void tell(std::string& text, std::string_view what, const std::vector<std::string>& names) {
    for (const std::string& name : names) text.append(what).append(": ").append(name).append("\n");
}

void tell(std::string& text, std::string_view what, const std::vector<Edge>& edges) {
    for (const auto& [from, to] : edges)
        text.append(what).append(": ").append(from).append(" -> ").append(to).append("\n");
}

void tell(std::string& text, std::string_view what, const std::vector<Change>& changes, std::string_view unit,
          double least_share) {
    for (const Change& change : changes) {
        if (std::abs(change.after - change.before) <= least_share * change.before) continue;
        text.append(what).append(" of ").append(change.name).append(": ");
        text += number_text(change.before) + std::string(unit) + " -> " + number_text(change.after) +
                std::string(unit) + "\n";
    }
}

}  // namespace

double ProfileDiff::p95_regression() const {
    double worst = 0;
    for (const Change& change : p95)
        worst = std::max(worst, 100.0 * (change.after - change.before) / std::max(change.before, 1.0));
    return worst;
}

double ProfileDiff::fault_increase() const {
    double worst = 0;
    for (const Change& change : fault_shares) worst = std::max(worst, change.after - change.before);
    return worst;
}

ProfileDiff compare(const TraceProfile& before, const TraceProfile& after) {
    ProfileDiff diff;
    diff.traces_before = before.traces;
    diff.traces_after = after.traces;
    diff.new_services = missing_in(after.services, before.services);
    diff.lost_services = missing_in(before.services, after.services);
    diff.new_edges = missing_in(after.calls, before.calls);
    diff.lost_edges = missing_in(before.calls, after.calls);
    diff.new_exceptions = missing_in(after.exceptions, before.exceptions);
    diff.lost_exceptions = missing_in(before.exceptions, after.exceptions);
    diff.new_annotation_keys = missing_in(after.annotation_keys, before.annotation_keys);
    diff.lost_annotation_keys = missing_in(before.annotation_keys, after.annotation_keys);
    compare_calls(before, after, diff);
    compare_services(before, after, diff);
    return diff;
}

std::string to_string(const ProfileDiff& diff) {
    constexpr double kTenth = 0.1;
    std::string text;
    tell(text, "new service", diff.new_services);
    tell(text, "lost service", diff.lost_services);
    tell(text, "new edge", diff.new_edges);
    tell(text, "lost edge", diff.lost_edges);
    tell(text, "calls per trace", diff.calls_per_trace, "", 0);
    tell(text, "errors", diff.error_shares, " %", 0);
    tell(text, "faults", diff.fault_shares, " %", 0);
    tell(text, "p50", diff.p50, " ms", kTenth);
    tell(text, "p95", diff.p95, " ms", kTenth);
    tell(text, "p99", diff.p99, " ms", kTenth);
    tell(text, "new exception", diff.new_exceptions);
    tell(text, "lost exception", diff.lost_exceptions);
    tell(text, "new annotation key", diff.new_annotation_keys);
    tell(text, "lost annotation key", diff.lost_annotation_keys);
    const std::string head = std::to_string(diff.traces_before) + " traces before, " +
                             std::to_string(diff.traces_after) + " after\n";
    return head + (text.empty() ? "no difference\n" : text);
}

}  // namespace xray
