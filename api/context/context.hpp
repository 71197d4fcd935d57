// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "api/context/adjustable_clock.hpp"
#include "api/context/counter_baseline.hpp"
#include "api/context/insight_cache.hpp"
#include "api/context/last_heard.hpp"
#include "api/context/operation_times.hpp"
#include "api/context/run_list.hpp"
#include "api/context/trace_events.hpp"
#include "api/context/trace_watch.hpp"
#include "api/context/web_access.hpp"
#include "api/faults/fault_list.hpp"
#include "core/base/counters.hpp"
#include "core/base/time.hpp"
#include "core/sampling/sampling_ledger.hpp"
#include "core/sampling/sampling_rule.hpp"

namespace xray::storage {
class TraceStore;
}

namespace xray::api {

class SegmentIngest;

// What the operations work with. Owned by the application (emulator/app.cpp), which outlives every request.
struct Context {
    Context(storage::TraceStore& with_store, SegmentIngest& with_ingest, AdjustableClock& with_clock,
            Counters& with_counters)
        : store(with_store),
          ingest(with_ingest),
          clock(with_clock),
          counters(with_counters),
          watch(with_store),
          events(with_store, watch) {}

    storage::TraceStore& store;
    SegmentIngest& ingest;
    AdjustableClock& clock;
    Counters& counters;
    OperationTimes operations = {};
    std::string region = "us-east-1";
    std::string account_id = "000000000000";
    std::string version = {};
    // What it was built with, as --version tells it.
    std::string build = {};
    // Where the daemon's protocol is listened to, "127.0.0.1:2000"; empty: nowhere.
    std::string udp_address = {};
    // Where clients of this machine reach it otherwise, and the address that is bound, "0.0.0.0" for all; for
    // people to read. Empty: not known.
    std::string http_address = {};
    std::string otlp_grpc_address = {};
    std::string bind_address = {};
    Micros indexing_delay = 0;
    // Enforce AWS's documented limits on ages, ranges and sizes.
    bool strict = false;
    Micros started = 0;  // for uptimeSeconds; of the system's clock
    // Told of failures that the client only sees as InternalFailure; must not throw. May be empty.
    std::function<void(std::string_view)> log = {};
    // Told of what somebody should know though nothing failed; must not throw. May be empty.
    std::function<void(std::string_view)> warn = {};
    CounterBaseline baseline = {};
    WebAccess web = {};
    // Default as long as nobody has changed it.
    SamplingRule default_rule = default_sampling_rule(DefaultSampling::kAws);
    // What else the control plane starts with (api/sampling/start_rules.hpp).
    std::vector<SamplingRule> start_rules = {};
    ReportedRefusals reported_refusals = {};
    SamplingLedger sampling = {};
    InsightCache insights = {};
    RunList runs = {};
    FaultList faults = {};
    LastHeard rule_readers = {};
    LastHeard exporters = {};
    TraceWatch watch;
    TraceEvents events;
};

}  // namespace xray::api
