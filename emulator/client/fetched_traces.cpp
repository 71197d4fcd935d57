// SPDX-License-Identifier: Apache-2.0
#include "emulator/client/fetched_traces.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <span>

#include "api/transfer/trace_file.hpp"

namespace xray::emulator {
namespace {

// In one request: a header has room for many more.
constexpr std::size_t kMostIds = 100;
constexpr std::chrono::minutes kPatience{10};

std::string target_of(const TraceSelection& selection, std::span<const std::string> ids) {
    std::string target = "/_emulator/export";
    char joint = '?';
    const auto add = [&](std::string_view name, const std::string& value) {
        if (value.empty()) return;
        target += joint;
        target.append(name).append("=").append(percent_encoded(value));
        joint = '&';
    };
    add("filter", selection.filter);
    add("run", selection.run);
    for (const std::string& id : ids) add("trace", id);
    return target;
}

}  // namespace

CommandResult<std::string> fetch_export(const EmulatorClient& client, const TraceSelection& selection) {
    std::string text;
    std::span<const std::string> ids = selection.trace_ids;
    do {
        const std::size_t count = std::min(ids.size(), kMostIds);
        auto body = body_of(client.send("GET", target_of(selection, ids.first(count)), {}, kPatience));
        if (!body) return body;
        text += *body;
        ids = ids.subspan(count);
    } while (!ids.empty());
    return text;
}

CommandResult<std::vector<Trace>> read_traces(const std::string& text, const std::string& origin) {
    const auto kept = api::read_kept_traces(text);
    if (!kept) return tl::unexpected(CommandFailure{kMisuse, origin + ": " + kept.error().message});
    std::vector<Trace> traces;
    traces.reserve(kept->size());
    for (const api::KeptTrace& trace : *kept) traces.push_back(api::assemble(trace));
    return traces;
}

CommandResult<std::vector<Trace>> fetch_traces(const EmulatorClient& client,
                                               const TraceSelection& selection) {
    const auto text = fetch_export(client, selection);
    if (!text) return tl::unexpected(text.error());
    return read_traces(*text, client.url());
}

}  // namespace xray::emulator
