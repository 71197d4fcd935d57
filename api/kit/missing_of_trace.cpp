// SPDX-License-Identifier: Apache-2.0
#include "api/kit/missing_of_trace.hpp"

#include <algorithm>
#include <optional>
#include <string_view>

#include "api/answers/trace_json.hpp"
#include "core/trace/missing_parts.hpp"

namespace xray::api {
namespace {

bool may_say_traced(const storage::StoredDocument& document) {
    // A member's name may be written with escapes, which then have the letter's code.
    return document.text.find("traced") != std::string::npos ||
           document.text.find("\\u00") != std::string::npos;
}

}  // namespace

std::vector<std::string> missing_of_trace(storage::TraceStore& store, const TraceId& id) {
    const std::optional<storage::StoredTrace> stored = store.load_trace(id);
    if (!stored) return {};
    const Trace trace = assemble(*stored);
    std::vector<std::string> texts;
    for (const MissingPart& part : missing_parts(trace)) texts.push_back(to_string(part));
    return texts;
}

bool lacks_callee(storage::TraceStore& store, const TraceId& id) {
    const std::optional<storage::StoredTrace> stored = store.load_trace(id);
    if (!stored || std::none_of(stored->documents.begin(), stored->documents.end(), may_say_traced))
        return false;
    const Trace trace = assemble(*stored);
    const std::vector<MissingPart> parts = missing_parts(trace);
    return std::any_of(parts.begin(), parts.end(),
                       [](const MissingPart& part) { return part.kind == MissingPart::Kind::kCallee; });
}

}  // namespace xray::api
