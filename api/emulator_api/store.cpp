// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>

#include "api/context/context.hpp"
#include "api/emulator_api/json_response.hpp"
#include "api/emulator_api/metrics.hpp"
#include "api/http/error_response.hpp"
#include "api/http/http_message.hpp"
#include "api/ingest/segment_ingest.hpp"
#include "api/request/request_reader.hpp"
#include "api/sampling/start_rules.hpp"
#include "core/base/try.hpp"
#include "storage/control/control_store.hpp"
#include "storage/trace_store.hpp"

namespace xray::api {
namespace {

using nlohmann::json;

json write_rejected(const RejectedDocument& rejected) {
    json written{{"at", seconds_from_micros(rejected.at)},
                 {"excerpt", rejected.excerpt},
                 {"explanation", rejected.explanation},
                 {"message", rejected.message},
                 {"reason", rejected.reason},
                 {"source", rejected.source}};
    if (!rejected.member.empty()) written["member"] = rejected.member;
    if (rejected.position) written["position"] = *rejected.position;
    if (!rejected.sender.empty()) written["sender"] = rejected.sender;
    return written;
}

json write_warning(const DocumentWarning& warning) {
    json written{{"at", seconds_from_micros(warning.at)},
                 {"explanation", warning.explanation},
                 {"id", warning.id},
                 {"name", warning.name},
                 {"reason", warning.reason},
                 {"source", warning.source},
                 {"traceId", warning.trace_id}};
    if (!warning.sender.empty()) written["sender"] = warning.sender;
    return written;
}

json write_heard(const LastHeard& heard) {
    const std::optional<Heard> last = heard.get();
    if (!last) return nullptr;
    return {{"at", seconds_from_micros(last->at)}, {"by", last->who}};
}

// Null for what is not known.
json write_text(const std::string& text) {
    return text.empty() ? json(nullptr) : json(text);
}

json write_listening(const Context& context) {
    return {{"bind", write_text(context.bind_address)},
            {"http", write_text(context.http_address)},
            {"otlpGrpc", write_text(context.otlp_grpc_address)},
            {"udp", write_text(context.udp_address)}};
}

json write_counts(const ReasonCounts& counts) {
    json written = json::object();
    for (const auto& [reason, count] : counts) written[reason] = count;
    return written;
}

// Every counter by its name in stats, since the start.
CounterBaseline::Counts all_counts(const Context& context) {
    CounterBaseline::Counts counts;
    for (const CounterReading& reading : read_counters(context.counters))
        counts[std::string(reading.name)] = reading.value;
    const storage::StoreTotals totals = context.store.totals();
    counts["documents_dropped_queue_full"] = totals.dropped_queue_full;
    counts["documents_dropped_backlog_full"] = totals.dropped_backlog_full;
    return counts;
}

// The names of a destination's counts in the baseline, which is one for all counts.
std::string name_of_count(const ForwardReading& reading, std::string_view count) {
    return std::string(count).append(" ").append(reading.destination);
}

// What is counted of the forwarding, by names of its own.
CounterBaseline::Counts forward_counts(const Context& context) {
    CounterBaseline::Counts counts;
    if (context.ingest.forwarding() == nullptr) return counts;
    counts["forward_repeats"] = context.ingest.forwarding()->repeats();
    counts["forward_loops"] = context.ingest.forwarding()->loops();
    for (const ForwardReading& reading : context.ingest.forwarding()->readings()) {
        counts[name_of_count(reading, "forwarded")] = reading.forwarded;
        counts[name_of_count(reading, "retries")] = reading.retries;
        for (const auto& [reason, count] : reading.dropped) counts[name_of_count(reading, reason)] = count;
    }
    return counts;
}

json write_destination(const ForwardReading& reading, const CounterBaseline& baseline) {
    const auto since = [&](std::string_view name, std::uint64_t count) {
        return baseline.since(name_of_count(reading, name), count);
    };
    std::uint64_t dropped = 0;
    json by_reason = json::object();
    for (const auto& [reason, count] : reading.dropped) {
        const std::uint64_t recent = since(reason, count);
        dropped += recent;
        if (recent != 0) by_reason[std::string(reason)] = recent;
    }
    json written{{"destination", reading.destination},
                 {"reachable", reading.is_reachable},
                 {"forwarded", since("forwarded", reading.forwarded)},
                 {"forward_dropped", dropped},
                 {"forward_dropped_by_reason", std::move(by_reason)},
                 {"forward_retries", since("retries", reading.retries)},
                 {"forward_backlog", reading.backlog},
                 {"forward_backlog_bytes", reading.backlog_bytes}};
    if (!reading.last_error.empty()) written["last_error"] = reading.last_error;
    return written;
}

void add_forwarding(const Context& context, json& answer) {
    if (context.ingest.forwarding() == nullptr) return;
    const CounterBaseline& baseline = context.baseline;
    answer["forward_repeats"] = baseline.since("forward_repeats", context.ingest.forwarding()->repeats());
    answer["forward_loops"] = baseline.since("forward_loops", context.ingest.forwarding()->loops());
    json& destinations = answer["forwarding"] = json::array();
    for (const ForwardReading& reading : context.ingest.forwarding()->readings())
        destinations.push_back(write_destination(reading, baseline));
}

// What the body of a reset asks for. Misuse is an error in words.
Result<bool> wants_all(const HttpRequest& request) {
    XRAY_TRY(const json body, parse_body(request.body));
    bool all = false;
    for (const auto& [name, value] : body.items()) {
        if (name != "all")
            return fail(ErrorCode::kInvalidRequest, "Unknown member \"" + name + "\"; there is only all");
        if (!value.is_boolean()) return fail(ErrorCode::kInvalidRequest, "\"all\" must be true or false");
        all = value.get<bool>();
    }
    return all;
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

// GET /_emulator/stats: every counter since the start or the last reset, how often each reason for a refusal
// or a warning was given, and the last of both; where the emulator listens, and who was heard last (the
// console is not counted among those who fetch sampling rules); with `forwarding` where something is passed
// on.
HttpResponse read_stats(Context& context, const HttpRequest& /*request*/) {
    json answer = json::object();
    for (const auto& [name, count] : all_counts(context)) answer[name] = context.baseline.since(name, count);
    answer["documents_undigested"] = context.store.totals().undigested;
    json rejected = json::array();
    for (const RejectedDocument& one : context.ingest.rejected().last())
        rejected.push_back(write_rejected(one));
    json warnings = json::array();
    for (const DocumentWarning& one : context.ingest.warnings().last())
        warnings.push_back(write_warning(one));
    answer["listening"] = write_listening(context);
    answer["heard"] = {{"otlp", write_heard(context.exporters)},
                       {"samplingRules", write_heard(context.rule_readers)},
                       {"udp", write_heard(context.ingest.senders())}};
    answer["indexing_delay_seconds"] = seconds_from_micros(context.indexing_delay);
    answer["rejected_by_reason"] = write_counts(context.ingest.rejected().counts());
    answer["last_rejected"] = std::move(rejected);
    answer["warnings_by_reason"] = write_counts(context.ingest.warnings().counts());
    answer["last_warnings"] = std::move(warnings);
    add_forwarding(context, answer);
    return json_response(answer);
}

// POST /_emulator/reset: forgets all traces, refusals, warnings and runs, and begins to count anew; with
// `{"all":true}` also groups, policies, tags, faults and sampling rules, of which those come back that the
// emulator started with. Anything else in the body is answered with 400, and nothing is done.
HttpResponse reset_store(Context& context, const HttpRequest& request) {
    const Result<bool> all = wants_all(request);
    if (!all) return plain_error(400, all.error().message);
    if (const Result<void> done = context.store.reset(); !done) return own_error(done.error());
    CounterBaseline::Counts counts = all_counts(context);
    counts.merge(forward_counts(context));
    context.baseline.set(std::move(counts));
    if (context.ingest.forwarding() != nullptr) context.ingest.forwarding()->forget_repeats();
    context.ingest.forget_notes();
    context.exporters.forget();
    context.rule_readers.forget();
    context.runs.clear();
    if (*all) {
        context.store.control().reset();
        context.sampling.forget_all();
        context.faults.replace({});
        if (const Result<void> put = put_start_rules(context); !put) return own_error(put.error());
    }
    return json_response(json::object());
}

}  // namespace xray::api
