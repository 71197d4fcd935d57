// SPDX-License-Identifier: Apache-2.0
#include "api/kit/doctor.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <string_view>
#include <tuple>
#include <utility>

#include "api/answers/trace_json.hpp"
#include "api/ingest/segment_ingest.hpp"
#include "core/base/cancellation.hpp"
#include "core/text/hex.hpp"
#include "core/views/broken_calls.hpp"
#include "core/views/trace_mistakes.hpp"
#include "storage/trace_store.hpp"

namespace xray::api {
namespace {

// The rest is older, and whoever asks has something in mind that happened just now.
constexpr std::size_t kMostTraces = 500;
constexpr std::uint64_t kMostTraceBytes = 1U << 20U;
// Of all of them: every failed wait examines them.
constexpr std::uint64_t kMostBytes = 32U << 20U;

std::vector<TraceId> newest_traces(Context& context) {
    std::vector<TraceId> ids;
    storage::TraceScan scan;
    scan.time = storage::TraceTime::kUpdated;
    context.store.scan(scan, [&](const TraceDigest& digest) {
        ids.push_back(digest.id);
        return ids.size() < kMostTraces;
    });
    return ids;
}

void add_broken_calls(const std::vector<BrokenCall>& broken, std::vector<Finding>& findings) {
    if (broken.empty()) return;
    findings.push_back(
        {"wrong-propagator", "warning", broken.front().text,
         "let both sides use one trace header: OTEL_PROPAGATORS=xray in every service with "
         "OpenTelemetry; with an X-Ray SDK patch the HTTP client of the one and add the middleware "
         "of the other",
         broken.size(), std::nullopt, broken.front().trace});
}

void examine_traces(Context& context, std::vector<Finding>& findings) {
    std::map<MistakeKind, Finding> by_kind;
    BrokenCalls broken_calls;
    const Micros now = context.clock.now();
    std::uint64_t left = kMostBytes;
    for (const TraceId& id : newest_traces(context)) {
        Cancellation::check();
        const auto stored = context.store.load_trace(id, std::min(left, kMostTraceBytes));
        if (!stored || stored->documents.empty()) continue;
        for (const storage::StoredDocument& document : stored->documents)
            left -= std::min<std::uint64_t>(left, document.text.size());
        const Trace trace = assemble(*stored);
        broken_calls.add(trace);
        for (const TraceMistake& mistake : trace_mistakes(trace, now)) {
            Finding& finding = by_kind[mistake.kind];
            if (++finding.count > 1) continue;
            finding.message = mistake.text;
            finding.last_seen = stored->receipt.updated;
            finding.trace = id;
        }
    }
    for (auto& [kind, finding] : by_kind) {
        finding.code = code_of(kind);
        finding.severity = may_be_meant(kind) ? "info" : "warning";
        finding.fix = fix_of(kind);
        findings.push_back(std::move(finding));
    }
    add_broken_calls(broken_calls.find(), findings);
}

// The text of a member in the beginning of a document, which may be cut off, or no JSON at all.
std::string_view text_member_in(std::string_view excerpt, std::string_view name) {
    std::size_t at = excerpt.find("\"" + std::string(name) + "\"");
    if (at == std::string_view::npos) return {};
    at = excerpt.find_first_not_of(" \t\r\n:", at + name.size() + 2);
    if (at == std::string_view::npos || excerpt[at] != '"') return {};
    const std::size_t end = excerpt.find('"', at + 1);
    return end == std::string_view::npos ? std::string_view{} : excerpt.substr(at + 1, end - at - 1);
}

std::string advice_on(const RejectedDocument& rejected) {
    if (rejected.reason != "InvalidTraceId")
        return "correct the document; GET /_emulator/stats shows the last 100";
    const std::string flaw = flaw_of_trace_id(text_member_in(rejected.excerpt, "trace_id"));
    const std::string form =
        "a trace id is 1-, 8 hexadecimal digits, -, 24 hexadecimal digits, or 32 without dashes";
    return flaw.empty() ? form : flaw + "; " + form;
}

void examine_refusals(const Context& context, std::vector<Finding>& findings) {
    const std::vector<RejectedDocument> last = context.ingest.rejected().last();
    for (const auto& [reason, count] : context.ingest.rejected().counts()) {
        Finding finding{"refused-" + reason, "error", reason, "", count, std::nullopt, std::nullopt};
        // Named anew: a part of a structured binding may not be captured as it is.
        const auto newest = std::find_if(
            last.begin(), last.end(),
            [&wanted = reason](const RejectedDocument& rejected) { return rejected.reason == wanted; });
        finding.message =
            std::to_string(count) + (count == 1 ? " document was" : " documents were") + " refused";
        if (newest != last.end()) {
            finding.message += ", the last one from " + newest->source + ": " + newest->message;
            finding.fix = advice_on(*newest);
            finding.last_seen = newest->at;
        }
        findings.push_back(std::move(finding));
    }
}

void examine_silence(Context& context, std::vector<Finding>& findings) {
    const Counters& counters = context.counters;
    if (counters.documents_received > 0 || counters.datagrams_received > 0 ||
        context.store.totals().traces > 0)
        return;
    const std::string where = context.udp_address.empty() ? "here" : context.udp_address;
    if (const std::optional<Heard> reader = context.rule_readers.get()) {
        findings.push_back(
            {"segments-elsewhere", "warning",
             (reader->who.empty() ? std::string("a client") : reader->who) +
                 " has fetched sampling rules here, but no segment has arrived",
             "if requests were sampled, their segments go to another address: let "
             "AWS_XRAY_DAEMON_ADDRESS name " +
                 where + " for both; in the form \"tcp:… udp:…\" the second part says where segments go",
             1, reader->at, std::nullopt});
        return;
    }
    findings.push_back({"nothing-heard", "info",
                        "nothing has arrived, neither on UDP nor over HTTP, at " + where,
                        "set AWS_XRAY_DAEMON_ADDRESS=" + where +
                            " for X-Ray SDKs, or OTEL_EXPORTER_OTLP_TRACES_ENDPOINT="
                            "http://" +
                            where + "/v1/traces for OpenTelemetry, where the application runs",
                        1, std::nullopt, std::nullopt});
}

// Signals of OpenTelemetry that are no traces.
void examine_other_signals(const Context& context, std::vector<Finding>& findings) {
    const auto add = [&](const char* signal, const char* variable, std::uint64_t count) {
        if (count == 0) return;
        findings.push_back({std::string(signal) + "-posted", "info",
                            "OpenTelemetry sends " + std::string(signal) + " too, which X-Ray does not keep",
                            "set " + std::string(variable) + "=none where the application runs", count,
                            std::nullopt, std::nullopt});
    };
    add("metrics", "OTEL_METRICS_EXPORTER", context.counters.otlp_metrics_requests);
    add("logs", "OTEL_LOGS_EXPORTER", context.counters.otlp_logs_requests);
}

// Requests of which there is no trace because sampling decided so.
void examine_sampling(Context& context, std::vector<Finding>& findings) {
    for (const SamplingTotals& totals : context.sampling.totals()) {
        const std::int64_t left_out = totals.requests - totals.sampled;
        if (left_out <= 0) continue;
        findings.push_back(
            {"sampling-left-out", "info",
             "sampling by the rule \"" + totals.rule + "\" has left out " + std::to_string(left_out) +
                 " of " + std::to_string(totals.requests) + " requests",
             "set the rule's FixedRate to 1, or start the emulator with --sampling all, where every "
             "trace is wanted",
             static_cast<std::uint64_t>(left_out), std::nullopt, std::nullopt});
    }
    const std::uint64_t unsampled = context.counters.otlp_spans_unsampled;
    if (unsampled == 0) return;
    findings.push_back(
        {"unsampled-spans", "info",
         "OpenTelemetry has sent " + std::to_string(unsampled) + " spans that it did not sample",
         "set OTEL_TRACES_SAMPLER=always_on (or xray, with a rule that samples all) where the "
         "application runs",
         unsampled, std::nullopt, std::nullopt});
}

int rank_of(const Finding& finding) {
    return finding.severity == "error" ? 0 : finding.severity == "warning" ? 1 : 2;
}

}  // namespace

std::vector<Finding> examine(Context& context) {
    context.store.settle();
    std::vector<Finding> findings;
    examine_refusals(context, findings);
    examine_traces(context, findings);
    examine_other_signals(context, findings);
    examine_sampling(context, findings);
    examine_silence(context, findings);
    std::stable_sort(findings.begin(), findings.end(), [](const Finding& a, const Finding& b) {
        return std::tuple(rank_of(a), b.count) < std::tuple(rank_of(b), a.count);
    });
    return findings;
}

std::string flaw_of_trace_id(std::string_view text) {
    if (text.empty()) return "there is none";
    if (TraceId::parse(text)) return {};
    const std::size_t first = text.find('-');
    if (first == std::string_view::npos) {
        if (text.size() != 32) return "it has " + std::to_string(text.size()) + " characters and no dashes";
        return "it has a character that is no hexadecimal digit";
    }
    if (text.substr(0, first) != "1") return "its version is not 1";
    const std::size_t second = text.find('-', first + 1);
    if (second == std::string_view::npos) return "it has one dash instead of two";
    const std::string_view time = text.substr(first + 1, second - first - 1);
    const std::string_view random = text.substr(second + 1);
    if (time.size() != 8) return "its time has " + std::to_string(time.size()) + " digits instead of 8";
    if (random.size() != 24)
        return "its last part has " + std::to_string(random.size()) + " digits instead of 24";
    return "it has a character that is no hexadecimal digit";
}

}  // namespace xray::api
