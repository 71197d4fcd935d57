// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>

#include "api/context/context.hpp"
#include "api/emulator_api/metrics.hpp"
#include "api/http/error_response.hpp"
#include "api/http/http_message.hpp"
#include "api/ingest/segment_ingest.hpp"
#include "api/request/request_reader.hpp"
#include "api/sampling/start_rules.hpp"
#include "storage/control/control_store.hpp"
#include "storage/trace_store.hpp"

namespace xray::api {
namespace {

using nlohmann::json;

HttpResponse json_response(const json& body) {
    HttpResponse response;
    response.body = write_answer(body);
    return response;
}

json write_rejected(const RejectedDocument& rejected) {
    return {{"at", seconds_from_micros(rejected.at)},
            {"excerpt", rejected.excerpt},
            {"message", rejected.message},
            {"reason", rejected.reason},
            {"source", rejected.source}};
}

}  // namespace

// GET /_emulator/health: `{"status":"ok","version":…,"segments":N,"traces":N,"uptimeSeconds":…}`, and with
// `storage` while the database is in trouble. Waits no longer than kHealthTimeout.
HttpResponse read_health(Context& context, const HttpRequest& /*request*/) {
    // Whoever puts and then asks finds the trace counted, where that takes no time; a probe must not wait.
    context.store.settle_within(kHealthTimeout);
    const storage::StoreTotals totals = context.store.totals();
    // The system's clock may have been set back since the start.
    const Micros uptime = std::max<Micros>(context.clock.system_now() - context.started, 0);
    json answer{{"segments", totals.segments},
                {"status", "ok"},
                {"traces", totals.traces},
                {"uptimeSeconds", rounded_seconds(uptime)},
                {"version", context.version}};
    // Only while there is trouble: reading goes on, so the status stays.
    if (std::string trouble = context.store.trouble(); !trouble.empty())
        answer["storage"] = std::move(trouble);
    return json_response(answer);
}

// GET /_emulator/stats: every counter, how often each reason for a refusal was given, and the last refusals.
HttpResponse read_stats(Context& context, const HttpRequest& /*request*/) {
    json answer = json::object();
    for (const CounterReading& reading : read_counters(context.counters))
        answer[reading.name] = reading.value;
    const storage::StoreTotals totals = context.store.totals();
    answer["documents_undigested"] = totals.undigested;
    answer["documents_dropped_queue_full"] = totals.dropped_queue_full;
    answer["documents_dropped_backlog_full"] = totals.dropped_backlog_full;
    json reasons = json::object();
    for (const auto& [reason, count] : context.ingest.rejected_by_reason()) reasons[reason] = count;
    json last = json::array();
    for (const RejectedDocument& rejected : context.ingest.last_rejected())
        last.push_back(write_rejected(rejected));
    answer["rejected_by_reason"] = std::move(reasons);
    answer["last_rejected"] = std::move(last);
    return json_response(answer);
}

// POST /_emulator/reset: forgets all traces, refusals and runs; with `{"all":true}` also rules, groups,
// policies and tags.
HttpResponse reset_store(Context& context, const HttpRequest& request) {
    const Result<json> body = parse_body(request.body);
    if (!body) return plain_error(400, body.error().message);
    const auto all = body->find("all");
    if (all != body->end() && !all->is_boolean()) return plain_error(400, "\"all\" must be true or false");
    if (const Result<void> done = context.store.reset(); !done) return error_response(done.error());
    context.ingest.forget_rejected();
    context.runs.clear();
    if (all != body->end() && all->get<bool>()) {
        context.store.control().reset();
        context.sampling.forget_all();
        if (const Result<void> put = put_start_rules(context); !put) return error_response(put.error());
    }
    return json_response(json::object());
}

}  // namespace xray::api
