// SPDX-License-Identifier: Apache-2.0
#include "api/emulator_api/metrics.hpp"

#include <array>
#include <string>

#include "api/context/context.hpp"
#include "api/http/http_message.hpp"
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

void append_metric(std::string& out, std::string_view name, std::string_view type, std::string_view help,
                   std::uint64_t value) {
    out.append("# HELP ").append(name).append(" ").append(help).append("\n");
    out.append("# TYPE ").append(name).append(" ").append(type).append("\n");
    out.append(name).append(" ").append(std::to_string(value)).append("\n");
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

// GET /metrics: the counters and the size of the store in Prometheus' text format (version 0.0.4).
HttpResponse read_metrics(Context& context, const HttpRequest& /*request*/) {
    HttpResponse response;
    response.content_type = "text/plain; version=0.0.4; charset=utf-8";
    std::string& out = response.body;
    for (const CounterReading& reading : read_counters(context.counters)) {
        append_metric(out, "xray_emulator_" + std::string(reading.name) + "_total", "counter", reading.help,
                      reading.value);
    }
    context.store.settle_within(kHealthTimeout);
    const storage::StoreTotals totals = context.store.totals();
    append_metric(out, "xray_emulator_segments", "gauge", "Stored segment documents", totals.segments);
    append_metric(out, "xray_emulator_traces", "gauge", "Stored traces", totals.traces);
    append_metric(out, "xray_emulator_event_streams", "gauge", "Event streams that somebody listens to",
                  context.events.subscribers());
    append_metric(out, "xray_emulator_documents_undigested", "gauge",
                  "Stored segment documents that queries do not show yet", totals.undigested);
    append_metric(out, "xray_emulator_documents_dropped_queue_full_total", "counter",
                  "Documents dropped because too many bytes waited to be stored", totals.dropped_queue_full);
    append_metric(out, "xray_emulator_documents_dropped_backlog_full_total", "counter",
                  "Documents dropped because too many waited to be summarised", totals.dropped_backlog_full);
    return response;
}

}  // namespace xray::api
