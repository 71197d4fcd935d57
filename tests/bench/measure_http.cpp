// SPDX-License-Identifier: Apache-2.0
// PutTraceSegments, of the emulator and, where asked for, of another endpoint beside it.
#include <algorithm>
#include <atomic>
#include <chrono>
#include <map>
#include <string>
#include <thread>
#include <vector>

#include "tests/bench/emulator_process.hpp"
#include "tests/bench/http_client.hpp"
#include "tests/bench/measurements.hpp"
#include "tests/bench/workload.hpp"

namespace xray::bench {
namespace {

using Clock = std::chrono::steady_clock;
using Seconds = std::chrono::duration<double>;

constexpr std::size_t kConnections = 8;

// Every run of calls has seconds of its own, so that no document repeats one of an earlier run: an endpoint
// that was there before keeps what it was sent.
class FreshSeconds {
public:
    std::uint64_t next() { return next_ += 1'000'000; }

private:
    std::uint64_t next_ = 1'000'000'000;
};

struct Case {
    std::size_t documents = 1;  // a call; none: a call that does nothing, of the emulator alone
    std::size_t connections = kConnections;
    Workload::Size size = Workload::Size::kFull;
};

struct Candidate {
    std::string name;
    Endpoint endpoint;
};

// A body of PutTraceSegments. The workload has no characters to escape but quotes, and a client that is
// slower than the server would measure itself.
void append_documents(Workload& workload, std::uint64_t first, std::size_t count, std::string& body) {
    body.assign(R"({"TraceSegmentDocuments":[)");
    for (std::size_t i = 0; i < count; ++i) {
        body += i == 0 ? "\"" : ",\"";
        for (const char c : workload.document(first + i, false)) {
            if (c == '"') body.push_back('\\');
            body.push_back(c);
        }
        body.push_back('"');
    }
    body += "]}";
}

void call(HttpClient& client, Workload& workload, std::uint64_t number, std::size_t documents,
          std::string& body) {
    if (documents == 0) {
        static_cast<void>(client.get("/_emulator/health"));
        return;
    }
    append_documents(workload, number, documents, body);
    static_cast<void>(client.post("/TraceSegments", body));
}

// Calls for `seconds`, each connection with its own documents; calls a second.
double call_rate(const Endpoint& endpoint, const Case& calls, double seconds, FreshSeconds& fresh) {
    std::atomic<std::uint64_t> done = 0;
    const auto started = Clock::now();
    const auto ends = started + std::chrono::duration_cast<Clock::duration>(Seconds(seconds));
    std::vector<std::jthread> clients;
    for (std::size_t i = 0; i < calls.connections; ++i) {
        clients.emplace_back([&, first_second = fresh.next()] {
            HttpClient client(endpoint);
            Workload workload(first_second, calls.size);
            std::string body;
            for (std::uint64_t number = 0; Clock::now() < ends; number += calls.documents, ++done) {
                call(client, workload, number, calls.documents, body);
            }
        });
    }
    clients.clear();  // waits for them
    return static_cast<double>(done) / Seconds(Clock::now() - started).count();
}

std::string name_of(const Case& calls) {
    const std::string size = calls.size == Workload::Size::kSmall ? "300 B" : "2 KB";
    return "Put " + std::to_string(calls.documents) + " x " + size + ", " +
           std::to_string(calls.connections) + (calls.connections == 1 ? " connection" : " connections");
}

// Documents a second of each candidate, by its name, round by round.
std::map<std::string, std::vector<double>> measure_case(const std::vector<Candidate>& candidates,
                                                        const Case& calls, double seconds,
                                                        FreshSeconds& fresh) {
    std::map<std::string, std::vector<double>> rounds;
    for (int round = 0; round < kRounds; ++round) {
        for (const Candidate& candidate : candidates) {
            rounds[candidate.name].push_back(static_cast<double>(calls.documents) *
                                             call_rate(candidate.endpoint, calls, seconds, fresh));
        }
    }
    return rounds;
}

void report_case(const std::vector<Candidate>& candidates, const Case& calls,
                 const std::map<std::string, std::vector<double>>& rounds, double floor, Report& report) {
    for (const Candidate& candidate : candidates) {
        const std::vector<double>& values = rounds.at(candidate.name);
        Row row{.name = name_of(calls) + ", " + candidate.name,
                .unit = "documents/s",
                .value = median(values),
                .rounds = values};
        if (candidate.name == "file") {
            // The text is parsed twice, as JSON inside JSON; the floor counts it once.
            row.floor_name = "slowest of round trip, parse, insert";
            row.floor = floor;
        } else if (candidate.name != "memory") {
            row.floor_name = "the emulator in memory";
            row.floor = median(rounds.at("memory"));
        }
        report.add(std::move(row));
    }
}

}  // namespace

void measure_http_ingest(const Setup& setup, const Floors& floors, Report& report) {
    const ScratchFolder scratch;
    const EmulatorProcess in_file(setup.emulator, (scratch.path() / "traces.db").string());
    const EmulatorProcess in_memory(setup.emulator, ":memory:");
    std::vector<Candidate> candidates{{"file", Endpoint{.port = in_file.port()}},
                                      {"memory", Endpoint{.port = in_memory.port()}}};
    if (setup.against) candidates.push_back({"the other endpoint", *setup.against});
    FreshSeconds fresh;
    std::vector<double> round_trips;
    for (int round = 0; round < kRounds; ++round) {
        round_trips.push_back(call_rate(candidates[0].endpoint, {.documents = 0}, 1, fresh));
    }
    report.add({.name = "floor: HTTP round trips, 8 connections",
                .unit = "calls/s",
                .value = median(round_trips),
                .rounds = round_trips});
    for (const Case& calls : {Case{.documents = 1}, Case{.documents = 5}, Case{.documents = 50},
                              Case{.documents = 50, .connections = 1, .size = Workload::Size::kSmall}}) {
        const double floor = std::min(
            {floors.parse, floors.insert_file, median(round_trips) * static_cast<double>(calls.documents)});
        report_case(candidates, calls, measure_case(candidates, calls, setup.trial_seconds, fresh), floor,
                    report);
    }
}

}  // namespace xray::bench
