// SPDX-License-Identifier: Apache-2.0
// Queries over many traces in a file, without sockets: how much a scan is narrowed down by its filter. Not a
// test.
#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <iostream>
#include <stdexcept>
#include <string>
#include <vector>

#include "api/context/adjustable_clock.hpp"
#include "api/context/context.hpp"
#include "api/dispatch.hpp"
#include "api/ingest/segment_ingest.hpp"
#include "core/base/counters.hpp"
#include "storage/trace_store.hpp"

namespace xray::bench {
namespace {

constexpr std::int64_t kFirstSecond = 1'700'000'000;
constexpr std::int64_t kSeconds = 6 * 3600;
constexpr std::int64_t kDocumentsPerCall = 1000;

// Stands where the six hours end.
class StandingClock final : public Clock {
public:
    [[nodiscard]] Micros now() const override { return (kFirstSecond + kSeconds) * kMicrosPerSecond; }
};

double milliseconds_of(const auto& work) {
    const auto started = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - started).count();
}

// Ten traces hold 33 or 34 segments between them: a chain of three or four services. One trace in a thousand
// fails, one in five hundred calls a rare service; each has an order of its own, one of 5,000 users, and one
// of 50 URLs.
storage::IncomingDocument document(std::int64_t trace, std::int64_t all, std::uint64_t position) {
    const std::uint64_t number = static_cast<std::uint64_t>(trace) + 1;
    const std::int64_t second = kFirstSecond + trace * kSeconds / all;
    std::array<std::uint8_t, 16> id{};
    for (std::size_t i = 0; i < 4; ++i) id[i] = static_cast<std::uint8_t>(second >> (24 - 8 * i));
    for (std::size_t i = 0; i < 8; ++i) id[8 + i] = static_cast<std::uint8_t>(number >> (56 - 8 * i));
    storage::IncomingDocument made;
    made.trace_id = TraceId(id);
    made.id = SegmentId(number * 4 + position);
    const bool rare = position == 2 && trace % 500 == 7;
    const std::string name = rare ? "rare" : "service-" + std::to_string(position);
    const bool fails = position == 0 && trace % 1000 == 3;
    made.text = R"({"id":")" + made.id.to_string() + R"(","trace_id":")" + made.trace_id.to_string() +
                R"(","name":")" + name + R"(","start_time":)" + std::to_string(second) + "." +
                std::to_string(200 + trace % 700) + R"(,"end_time":)" + std::to_string(second + 1) + "." +
                std::to_string(200 + trace % 700 - static_cast<std::int64_t>(position));
    if (position > 0)
        made.text += R"(,"parent_id":")" + SegmentId(number * 4 + position - 1).to_string() + "\"";
    if (position == 0) {
        made.text += R"(,"user":"customer-)" + std::to_string(trace % 5000) +
                     R"(","http":{"request":{"method":"GET","url":"http://shop/)" +
                     std::to_string(trace % 50) + R"("},"response":{"status":)" + (fails ? "500" : "200") +
                     R"(}},"annotations":{"order":"o-)" + std::to_string(trace) + R"(","tier":"gold"})";
    }
    if (fails) made.text += R"(,"fault":true)";
    made.text += "}";
    return made;
}

void load(storage::TraceStore& store, std::int64_t traces) {
    std::vector<storage::IncomingDocument> call;
    const auto send = [&] {
        if (!store.submit_and_wait(std::move(call))) throw std::runtime_error("the store refused documents");
        call = {};
    };
    for (std::int64_t trace = 0; trace < traces; ++trace) {
        const std::uint64_t segments = trace % 3 == 0 ? 4 : 3;
        for (std::uint64_t i = 0; i < segments; ++i) call.push_back(document(trace, traces, i));
        if (std::ssize(call) >= kDocumentsPerCall) send();
    }
    send();
}

// The median of five.
void measure(api::Context& context, const std::string& name, const std::string& target, std::string more) {
    const std::string body = R"({"StartTime":)" + std::to_string(kFirstSecond) + R"(,"EndTime":)" +
                             std::to_string(kFirstSecond + kSeconds) + std::move(more) + "}";
    std::vector<double> times;
    std::size_t bytes = 0;
    for (int i = 0; i < 5; ++i) {
        times.push_back(milliseconds_of([&] {
            const api::HttpResponse response = api::dispatch(context, {"POST", target, {}, body});
            if (response.status != 200) throw std::runtime_error(name + ": " + response.body);
            bytes = response.body.size();
        }));
    }
    std::nth_element(times.begin(), times.begin() + 2, times.end());
    std::cout << name << ": " << times[2] << " ms, " << bytes << " bytes" << std::endl;
}

void measure_filter(api::Context& context, const std::string& filter) {
    std::string quoted;
    for (const char c : filter) quoted += c == '"' ? std::string("\\\"") : std::string(1, c);
    measure(context, filter.empty() ? "no filter" : filter, "/TraceSummaries",
            filter.empty() ? "" : R"(,"FilterExpression":")" + quoted + "\"");
}

void run(const std::string& path, std::int64_t traces) {
    const StandingClock standing;
    api::AdjustableClock clock(standing);
    Counters counters;
    const auto log = [](std::string_view line) { std::cerr << line << '\n'; };
    auto store = storage::TraceStore::open({.path = path}, clock, counters, log);
    if (!store) throw std::runtime_error(store.error().message);
    api::SegmentIngest ingest(**store, counters, clock);
    api::Context context{**store, ingest, clock, counters};
    if ((*store)->totals().traces == 0) {
        std::cout << "loading: " << milliseconds_of([&] { load(**store, traces); }) << " ms" << std::endl;
        const std::clock_t cpu = std::clock();
        std::cout << "digests: " << milliseconds_of([&] { (*store)->settle(); }) << " ms";
        std::cout << ", "
                  << 1e6 * static_cast<double>(std::clock() - cpu) / CLOCKS_PER_SEC /
                         static_cast<double>(traces)
                  << " us of processor time a trace" << std::endl;
    }
    std::cout << (*store)->totals().traces << " traces, " << (*store)->totals().segments << " segments, "
              << std::filesystem::file_size(path) / 1'000'000 << " MB" << std::endl;
    measure_filter(context, "");
    for (const char* filter :
         {R"(annotation.order = "o-12345")", R"(user = "customer-77")", R"(service("rare"))",
          R"(service("rare") AND fault)", "fault", "http.status = 500 AND responsetime > 0.5",
          "responsetime > 5", R"(http.url CONTAINS "nowhere")"}) {
        measure_filter(context, filter);
    }
    const auto group = [&](const std::string& name, const std::string& filter) {
        static_cast<void>(api::dispatch(
            context, {"POST",
                      "/CreateGroup",
                      {},
                      R"({"GroupName":")" + name + R"(","FilterExpression":")" + filter + "\"}"}));
        measure(context, "six-hour graph of the group " + filter, "/ServiceGraph",
                R"(,"GroupName":")" + name + "\"");
    };
    group("fault", "fault");
    group("rare", R"(service(\"rare\"))");
    measure(context, "six-hour graph", "/ServiceGraph", "");
}

}  // namespace
}  // namespace xray::bench

int main(int argc, char** argv) {
    if (argc != 3) {
        std::cerr << "usage: xray-scan-bench FILE TRACES\n";
        return 2;
    }
    try {
        xray::bench::run(argv[1], std::atoll(argv[2]));
    } catch (const std::exception& error) {
        std::cerr << error.what() << '\n';
        return 1;
    }
}
