// SPDX-License-Identifier: Apache-2.0
#include "api/kit/trace_shape.hpp"

#include <array>
#include <charconv>
#include <cstddef>
#include <map>
#include <utility>

#include "core/base/time.hpp"

namespace xray::api {
namespace {

constexpr std::size_t kMostCalls = 20;

std::string seconds_text(Micros length) {
    std::array<char, 32> buffer{};
    const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), rounded_seconds(length));
    return std::string(buffer.data(), end.ptr) + " s";
}

std::string_view outcome_of(const TraceDigest& digest) {
    if (digest.in_progress) return "in progress";
    if (digest.flags.fault) return "fault";
    if (digest.flags.throttle) return "throttled";
    return digest.flags.error ? "error" : "ok";
}

void add_word(std::string& line, std::string_view word) {
    if (word.empty()) return;
    if (!line.empty()) line += ' ';
    line += word;
}

// Who called whom, each pair once, in the order of their first calls.
std::string calls_of(const TraceDigest& digest) {
    std::vector<std::pair<std::uint32_t, std::uint32_t>> order;
    std::map<std::pair<std::uint32_t, std::uint32_t>, std::size_t> counts;
    for (const Call& call : digest.calls) {
        if (digest.services[call.from].client) continue;
        if (++counts[{call.from, call.to}] == 1) order.emplace_back(call.from, call.to);
    }
    std::string text;
    for (std::size_t i = 0; i < order.size() && i < kMostCalls; ++i) {
        const auto& [from, to] = order[i];
        if (i > 0) text += ", ";
        text.append(digest.services[from].name).append(" -> ").append(digest.services[to].name);
        if (const std::size_t count = counts[order[i]]; count > 1) text += " x" + std::to_string(count);
    }
    return text;
}

}  // namespace

std::string_view path_of_url(std::string_view url) {
    if (const std::size_t scheme = url.find("://"); scheme != std::string_view::npos) {
        const std::size_t path = url.find_first_of("/?#", scheme + 3);
        url = path == std::string_view::npos ? "/" : url.substr(path);
        if (!url.starts_with('/')) return "/";
    }
    return url.substr(0, url.find_first_of("?#"));
}

std::string shape_of(const TraceDigest& digest) {
    std::string line;
    add_word(line, digest.http.method);
    add_word(line, path_of_url(digest.http.url));
    if (digest.http.status) add_word(line, std::to_string(*digest.http.status));
    add_word(line, outcome_of(digest));
    // What has ended of a trace that goes on says little.
    if (digest.duration && !digest.in_progress) add_word(line, seconds_text(*digest.duration));
    std::string calls = calls_of(digest);
    if (calls.empty()) {
        for (const DigestService& service : digest.services) {
            if (service.client) continue;
            if (!calls.empty()) calls += ", ";
            calls += service.name;
            if (calls.size() > 200) break;
        }
    }
    return calls.empty() ? line : line + ": " + calls;
}

}  // namespace xray::api
