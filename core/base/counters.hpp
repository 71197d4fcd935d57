// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstdint>

namespace xray {

// What came in and what became of it, over the life of the process. The books must balance once the emulator
// is idle:
//   documents_received = documents_stored + documents_duplicate + documents_rejected + documents_dropped
// Any thread may count; readers see each number on its own, not one instant of all.
struct Counters {
    using Count = std::atomic<std::uint64_t>;

    Count datagrams_received{0};
    Count datagram_bytes{0};
    Count datagrams_empty{0};             // 0 bytes: the daemon's rule is to ignore them
    Count datagrams_rejected{0};          // no header, bad header, no body
    Count datagrams_dropped{0};           // their handling failed, for want of memory
    Count datagrams_dropped_by_fault{0};  // by a fault that a test has asked for; not received
    // The kernel's own count of datagrams that found the receive buffer full.
    Count datagrams_lost_in_kernel{0};

    Count documents_received{0};
    Count documents_stored{0};
    // Repeats of a completed segment, and in-progress copies that came after it.
    Count documents_duplicate{0};
    Count documents_rejected{0};  // refused by the rules of the service
    Count documents_dropped{0};   // could not be stored: the queue was full or the database failed
    // Sampled spans; each becomes a document or two, which are counted above.
    Count otlp_spans_received{0};
    Count otlp_spans_unsampled{0};  // spans of T1U messages, which are no part of a trace
    Count otlp_metrics_dropped{0};  // M1 messages
    // Requests of OTLP with metrics and with logs: answered, not kept.
    Count otlp_metrics_requests{0};
    Count otlp_logs_requests{0};
    Count telemetry_records{0};

    // Traces that could not be summarised: more than kMaxDigestSteps, or no memory; they are stored and can
    // be read.
    Count traces_not_digested{0};
    // Digests of traces whose segments or subsegments are each other's parent (Trace::cycles_cut).
    Count traces_with_cycles{0};

    Count http_requests{0};
    Count http_errors{0};        // answers of status 400 and above
    Count http_abandoned{0};     // requests whose client left before the answer
    Count http_overload{0};      // requests refused because too much was under way
    Count event_streams_cut{0};  // event streams that ended because their client read too slowly
    Count failures{0};           // exceptions that ended a connection, a batch of datagrams or a job
    Count faults_injected{0};    // calls that met a fault that a test has asked for
    // Requests that a browser made for pages that are not the emulator's.
    Count requests_refused_as_foreign{0};
};

}  // namespace xray
