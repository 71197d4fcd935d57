// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/floors.hpp"

#include <algorithm>
#include <bit>
#include <chrono>
#include <cstdint>
#include <ctime>
#include <functional>
#include <stdexcept>
#include <string_view>
#include <vector>

#include "core/digest/digest_maker.hpp"
#include "core/digest/trace_digest.hpp"
#include "core/digest/trace_digest_codec.hpp"
#include "core/segment/segment_validator.hpp"
#include "core/trace/trace.hpp"
#include "storage/schema/migrations.hpp"
#include "storage/sqlite/database.hpp"
#include "tests/bench/udp_sender.hpp"
#include "tests/bench/workload.hpp"

namespace xray::bench {
namespace {

using Clock = std::chrono::steady_clock;
using Seconds = std::chrono::duration<double>;

constexpr std::uint64_t kSecond = 1'700'000'000;
constexpr std::size_t kSampleTraces = 1000;

// The best of five: what disturbs a measurement only ever makes it slower. Seconds.
double best_time(const std::function<void()>& work) {
    double best = 1e9;
    for (int round = 0; round < 5; ++round) {
        const auto started = Clock::now();
        work();
        best = std::min(best, Seconds(Clock::now() - started).count());
    }
    return best;
}

std::vector<std::string> sample() {
    return Workload(kSecond).documents(kSampleTraces * Workload::kDocumentsPerTrace);
}

// Processor time of this thread, in seconds.
double thread_time() {
    timespec time{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9;
}

// What `work` costs for each trace of the sample, the best of five: microseconds of one core.
double micros_a_trace(const std::function<void(std::size_t)>& work) {
    double best = 1e9;
    for (int round = 0; round < 5; ++round) {
        const double started = thread_time();
        for (std::size_t number = 0; number < kSampleTraces; ++number) work(number);
        best = std::min(best, thread_time() - started);
    }
    return best / static_cast<double>(kSampleTraces) * 1e6;
}

}  // namespace

double receive_floor() {
    // As many as fit in the buffer that the kernel gives, so that the sender need not run meanwhile.
    constexpr std::size_t kQueued = 2000;
    LoopbackPair pair;
    Workload workload(kSecond);
    double best = 0;
    for (int round = 0; round < 9; ++round) {
        for (std::size_t i = 0; i < kQueued; ++i) pair.send(workload.document(i, true));
        const auto started = Clock::now();
        const std::size_t received = pair.receive_waiting();
        best = std::max(best, static_cast<double>(received) / Seconds(Clock::now() - started).count());
    }
    return best;
}

double parse_floor() {
    const std::vector<std::string> documents = sample();
    SegmentValidator validator;
    const double seconds = best_time([&] {
        for (const std::string& document : documents) {
            if (!validator.validate(document)) throw std::runtime_error("the workload breaks the rules");
        }
    });
    return static_cast<double>(documents.size()) / seconds;
}

double insert_floor(const std::string& path, std::size_t rows, std::size_t total) {
    using namespace storage;
    sqlite::Database database(path, sqlite::Database::Mode::kReadWrite);
    database.execute("PRAGMA page_size = 16384; PRAGMA secure_delete = OFF; PRAGMA cache_size = -16384");
    if (!migrate(database)) throw std::runtime_error("cannot create the schema");
    if (path != ":memory:") {
        database.execute(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = 2000");
    }
    sqlite::Statement insert = database.prepare(
        "INSERT INTO document (seq, trace_id, segment_id, state, delivery, received, text) "
        "VALUES (?1, ?2, ?3, 1, ?4, ?5, ?6)");
    Workload workload(kSecond);
    SegmentValidator validator;
    Seconds spent{};
    std::vector<std::string> batch;
    std::vector<DocumentIdentity> identities;
    for (std::size_t done = 0; done < total; done += rows) {
        batch.clear();
        identities.clear();
        for (std::size_t i = 0; i < rows; ++i) {
            batch.emplace_back(workload.document(done + i, false));
            identities.push_back(validator.validate(batch.back()).value());
        }
        const auto started = Clock::now();
        sqlite::Transaction transaction(database);
        for (std::size_t i = 0; i < rows; ++i) {
            insert.bind(1, static_cast<std::int64_t>(done + i + 1))
                .bind_blob(2, identities[i].trace_id.bytes())
                .bind(3, std::bit_cast<std::int64_t>(identities[i].id.value()))
                .bind(4, static_cast<std::int64_t>(done + 1))
                .bind(5, std::int64_t{kSecond} * 1'000'000)
                .bind_text(6, batch[i])
                .run();
        }
        transaction.commit();
        spent += Clock::now() - started;
    }
    return static_cast<double>(total) / spent.count();
}

TraceCosts trace_costs() {
    const std::vector<std::string> documents = sample();
    TraceAssembler assembler(DocumentParts::kWithoutMetadata);
    Trace trace;
    TraceDigest digest;
    std::vector<std::string> encoded(kSampleTraces);
    std::vector<TraceDocument> parts(Workload::kDocumentsPerTrace);
    const auto assemble = [&](std::size_t number) {
        const std::size_t first = number * Workload::kDocumentsPerTrace;
        for (std::size_t i = 0; i < parts.size(); ++i) parts[i] = {documents[first + i], true};
        assembler.assemble(TraceId(), parts, trace);
    };
    TraceCosts costs;
    costs.assemble = micros_a_trace(assemble);
    // The trace that was assembled last serves as the example of all.
    costs.digest = micros_a_trace([&](std::size_t number) {
        encoded[number].clear();
        encode_digest(make_digest(trace, {}, "000000000000"), encoded[number]);
    });
    costs.decode = micros_a_trace([&](std::size_t number) {
        if (!decode_digest(encoded[number], digest)) throw std::runtime_error("a damaged digest");
    });
    costs.digest_bytes = encoded.front().size();
    return costs;
}

double digest_scan_floor(const std::string& path) {
    storage::sqlite::Database database(path, storage::sqlite::Database::Mode::kReadOnly);
    database.execute("PRAGMA mmap_size = 268435456");
    storage::sqlite::Statement select = database.prepare("SELECT digest FROM trace ORDER BY start DESC");
    std::size_t sum = 0;
    const double seconds = best_time([&] {
        while (select.step()) {
            for (const char c : select.blob(0)) sum += static_cast<unsigned char>(c);
        }
        select.reset();
    });
    if (sum == 0) throw std::runtime_error("no digests in " + path);
    return seconds * 1000;
}

}  // namespace xray::bench
