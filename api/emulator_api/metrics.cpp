// SPDX-License-Identifier: Apache-2.0
#include "api/emulator_api/metrics.hpp"

#include <array>
#include <cstddef>
#include <numeric>
#include <string>

#include "api/context/context.hpp"
#include "api/emulator_api/forward_metrics.hpp"
#include "api/emulator_api/metrics_text.hpp"
#include "api/http/http_message.hpp"
#include "api/ingest/segment_ingest.hpp"
#include "storage/trace_store.hpp"

namespace xray::api {
namespace {

struct Known {
    std::string_view name;
    std::string_view help;
    Counters::Count Counters::*count;
};

constexpr std::array kCounters{
    Known{"datagrams_received", "Datagrams received", &Counters::datagrams_received},
    Known{"datagram_bytes", "Bytes of the datagrams received", &Counters::datagram_bytes},
    Known{"datagrams_empty", "Empty datagrams, which are ignored", &Counters::datagrams_empty},
    Known{"datagrams_rejected", "Datagrams without a valid header or body", &Counters::datagrams_rejected},
    Known{"datagrams_dropped", "Datagrams dropped because handling them failed",
          &Counters::datagrams_dropped},
    Known{"datagrams_dropped_by_fault", "Datagrams dropped because of /_emulator/faults",
          &Counters::datagrams_dropped_by_fault},
    Known{"datagrams_lost_in_kernel", "Datagrams lost because the receive buffer was full",
          &Counters::datagrams_lost_in_kernel},
    Known{"documents_received", "Segment documents received", &Counters::documents_received},
    Known{"documents_stored", "Segment documents stored", &Counters::documents_stored},
    Known{"documents_duplicate", "Segment documents that repeat stored ones", &Counters::documents_duplicate},
    Known{"documents_rejected", "Segment documents refused by X-Ray's rules", &Counters::documents_rejected},
    Known{"documents_dropped", "Segment documents that could not be stored", &Counters::documents_dropped},
    Known{"otlp_spans_received", "Sampled OpenTelemetry spans received", &Counters::otlp_spans_received},
    Known{"otlp_spans_unsampled", "Unsampled OpenTelemetry spans, which are dropped",
          &Counters::otlp_spans_unsampled},
    Known{"otlp_metrics_dropped", "OpenTelemetry metrics messages, which are dropped",
          &Counters::otlp_metrics_dropped},
    Known{"otlp_metrics_requests", "OpenTelemetry requests with metrics, which are not kept",
          &Counters::otlp_metrics_requests},
    Known{"otlp_logs_requests", "OpenTelemetry requests with logs, which are not kept",
          &Counters::otlp_logs_requests},
    Known{"telemetry_records", "Telemetry records received from daemons", &Counters::telemetry_records},
    Known{"traces_not_digested", "Traces that could not be summarised; queries show them without content",
          &Counters::traces_not_digested},
    Known{"traces_with_cycles",
          "Summarised traces whose segments named each other as parents; the cycle was cut",
          &Counters::traces_with_cycles},
    Known{"http_requests", "HTTP requests", &Counters::http_requests},
    Known{"http_errors", "HTTP responses with status 400 and above", &Counters::http_errors},
    Known{"http_abandoned", "HTTP requests whose client left before the response", &Counters::http_abandoned},
    Known{"http_overload", "HTTP requests refused because the emulator was overloaded",
          &Counters::http_overload},
    Known{"event_streams_cut", "Event streams cut off because their client read too slowly",
          &Counters::event_streams_cut},
    Known{"failures", "Unexpected failures that ended a connection, a batch of datagrams or a job",
          &Counters::failures},
    Known{"faults_injected", "Calls of operations that met a fault of /_emulator/faults",
          &Counters::faults_injected},
    Known{"requests_refused_as_foreign", "Requests refused because another web site's page sent them",
          &Counters::requests_refused_as_foreign},
};

std::uint64_t calls_of(const OperationTimes::Reading& operation) {
    return std::accumulate(operation.calls.begin(), operation.calls.end(), std::uint64_t{0});
}

// The classes of the format hold all that is within their bound, so each counts what those before it count.
void append_histogram(MetricsText& out, const OperationTimes::Reading& operation) {
    std::uint64_t within = 0;
    for (std::size_t i = 0; i < OperationTimes::kBounds.size(); ++i) {
        within += operation.calls[i];
        const std::string bound = seconds_text(OperationTimes::kBounds[i]);
        out.add("_bucket", {{"operation", operation.operation}, {"le", bound}}, within);
    }
    const std::uint64_t all = within + operation.calls.back();
    out.add("_bucket", {{"operation", operation.operation}, {"le", "+Inf"}}, all);
    out.add("_sum", {{"operation", operation.operation}}, operation.total);
    out.add("_count", {{"operation", operation.operation}}, all);
}

// Counts are there for every operation, from 0, so that a rate has a beginning; times only for those that
// were called, which keeps a scrape short.
void append_operations(MetricsText& out, const std::vector<OperationTimes::Reading>& operations) {
    out.begin("xray_emulator_operation_requests_total", "counter", "Calls of operations of the X-Ray API");
    for (const auto& one : operations) out.add({}, {{"operation", one.operation}}, calls_of(one));
    out.begin("xray_emulator_operation_errors_total", "counter",
              "Calls of operations answered with a status of 400 to 499");
    for (const auto& one : operations) out.add({}, {{"operation", one.operation}}, one.errors);
    out.begin("xray_emulator_operation_faults_total", "counter",
              "Calls of operations answered with a status of 500 and above");
    for (const auto& one : operations) out.add({}, {{"operation", one.operation}}, one.faults);
    out.begin("xray_emulator_operation_duration_seconds", "histogram",
              "Time that calls of operations took, from the request as read to the answer");
    for (const auto& one : operations) {
        if (calls_of(one) > 0) append_histogram(out, one);
    }
}

}  // namespace

std::vector<CounterReading> read_counters(const Counters& counters) {
    std::vector<CounterReading> readings;
    readings.reserve(kCounters.size());
    for (const Known& known : kCounters) {
        readings.push_back({known.name, known.help, (counters.*known.count).load()});
    }
    return readings;
}

// GET /metrics: the counters, the operations and the size of the store in Prometheus' text format (version
// 0.0.4).
HttpResponse read_metrics(Context& context, const HttpRequest& /*request*/) {
    MetricsText out;
    out.begin("xray_emulator_build_info", "gauge", "The version, and what it was built with; always 1");
    out.add({}, {{"version", context.version}, {"build", context.build}}, 1);
    for (const CounterReading& reading : read_counters(context.counters)) {
        out.single("xray_emulator_" + std::string(reading.name) + "_total", "counter", reading.help,
                   reading.value);
    }
    append_operations(out, context.operations.read());
    context.store.settle_within(kHealthTimeout);
    const storage::StoreTotals totals = context.store.totals();
    out.single("xray_emulator_segments", "gauge", "Stored segment documents", totals.segments);
    out.single("xray_emulator_traces", "gauge", "Stored traces", totals.traces);
    out.single("xray_emulator_event_streams", "gauge", "Event streams that somebody listens to",
               context.events.subscribers());
    out.single("xray_emulator_documents_undigested", "gauge",
               "Stored segment documents that queries do not show yet", totals.undigested);
    out.single("xray_emulator_documents_dropped_queue_full_total", "counter",
               "Documents dropped because too many bytes waited to be stored", totals.dropped_queue_full);
    out.single("xray_emulator_documents_dropped_backlog_full_total", "counter",
               "Documents dropped because too many waited to be summarised", totals.dropped_backlog_full);
    if (const Forwarding* const forwarding = context.ingest.forwarding(); forwarding != nullptr)
        append_forwarding(out, *forwarding);
    HttpResponse response;
    response.content_type = "text/plain; version=0.0.4; charset=utf-8";
    response.body = out.take();
    return response;
}

}  // namespace xray::api
