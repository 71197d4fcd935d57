// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "api/context/context.hpp"
#include "api/emulator_api/json_response.hpp"
#include "api/http/error_response.hpp"
#include "api/http/http_message.hpp"
#include "api/request/request_reader.hpp"
#include "storage/trace_store.hpp"

namespace xray::api {
namespace {

using nlohmann::json;

constexpr std::size_t kMostNameBytes = 200;

json write_run(const Run& run, std::uint64_t traces) {
    json written{
        {"begin", seconds_from_micros(run.begin)}, {"end", nullptr}, {"name", run.name}, {"traces", traces}};
    if (run.end) written["end"] = seconds_from_micros(*run.end);
    return written;
}

}  // namespace

// GET /_emulator/runs: {"runs":[{name, begin, end, traces}]} from the oldest to the newest; times in epoch
// seconds, `end` is null for the one that goes on, and a trace belongs to the run in which its last document
// came.
HttpResponse read_runs(Context& context, const HttpRequest& /*request*/) {
    context.store.settle();
    const std::vector<Run> runs = context.runs.all();
    std::vector<std::uint64_t> traces(runs.size(), 0);
    if (!runs.empty()) {
        context.store.scan({}, [&](const TraceDigest& digest) {
            // The slices follow one another.
            const auto behind = std::partition_point(runs.begin(), runs.end(), [&](const Run& run) {
                return run.slice.up_to < digest.last_receipt;
            });
            if (behind != runs.end() && behind->slice.has(digest.last_receipt))
                ++traces[static_cast<std::size_t>(behind - runs.begin())];
            return true;
        });
    }
    json list = json::array();
    for (std::size_t i = 0; i < runs.size(); ++i) list.push_back(write_run(runs[i], traces[i]));
    return json_response({{"runs", std::move(list)}});
}

// POST /_emulator/runs with {"name":…} begins a run, ends the one before, and answers with the new one. 400
// for a name that is missing, empty or longer than 200 bytes, and for other members.
HttpResponse begin_run(Context& context, const HttpRequest& request) {
    const Result<json> body = parse_body(request.body);
    if (!body) return plain_error(400, body.error().message);
    for (const auto& [member, value] : body->items()) {
        if (member != "name") return plain_error(400, "Unknown member \"" + member + "\"; there is name");
    }
    const auto found = body->find("name");
    const auto* name = found == body->end() ? nullptr : found->get_ptr<const std::string*>();
    if (name == nullptr || name->empty() || name->size() > kMostNameBytes)
        return plain_error(400, "\"name\" must be a text of 1 to 200 bytes");
    // What came before belongs to the run before.
    context.store.settle();
    const std::int64_t last_receipt = context.store.totals().last_receipt;
    return json_response(write_run(context.runs.begin(*name, context.clock.now(), last_receipt), 0));
}

}  // namespace xray::api
