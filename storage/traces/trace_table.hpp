// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "storage/sqlite/database.hpp"
#include "storage/traces/damage_report.hpp"
#include "storage/traces/earlier_digests.hpp"
#include "storage/traces/graph_fold_table.hpp"
#include "storage/traces/scan_plan.hpp"
#include "storage/traces/term_table.hpp"
#include "storage/types.hpp"

namespace xray::storage {

// Where a scan stands: TraceScan::after_time and after_id.
struct ScanPosition {
    Micros time = 0;
    TraceId id;
    auto operator<=>(const ScanPosition&) const = default;
};

// A part of a scan that stops now and then to be gone on with.
struct ScanStep {
    const EarlierDigests::View* view = nullptr;  // what has changed since the scan began; none: nothing
    std::function<bool()> pause;                 // asked after each trace; none: never
};

// Finds and scans digests. A digest handed to a visitor is valid during that call. A digest whose bytes are
// damaged is reported, and passed over.
class DigestReader {
public:
    DigestReader(sqlite::Database& database, DamageReport& damage);

    // False if there is no such trace.
    bool visit(const TraceId& id, const std::function<void(const TraceDigest&)>& visit);

    // TraceStore::scan(); one snapshot of the database from the first digest to the last. Returns behind
    // which trace to go on after a pause; nothing at the end.
    std::optional<ScanPosition> scan(const TraceScan& scan,
                                     const std::function<bool(const TraceDigest&)>& visit,
                                     const ScanStep& step = {});

    // TraceStore::count().
    [[nodiscard]] std::size_t count(const TraceScan& scan) { return planner_.count(scan); }

private:
    // Decodes the digest of a row (digest, seq). False if it is damaged.
    bool decode(const sqlite::Statement& row);

    DamageReport& damage_;
    sqlite::Statement select_one_;
    ScanPlanner planner_;
    // Its memory serves every call, unless a trace needed much.
    TraceDigest digest_;
};

// A digest with what is stored of it. Can be made on any thread.
class PreparedDigest {
public:
    // What the digest borrows must outlive it here.
    void set(TraceDigest digest);

    [[nodiscard]] const TraceDigest& digest() const { return digest_; }
    [[nodiscard]] const std::string& bytes() const { return bytes_; }
    [[nodiscard]] const std::vector<TraceTerm>& terms() const { return terms_; }

private:
    TraceDigest digest_;
    std::string bytes_;
    std::vector<TraceTerm> terms_;
};

// Writes digests, the terms that their traces are found by, and the folds of traces that graphs are made of.
class DigestWriter {
public:
    // `earlier`: who keeps what is overwritten for readers; none where they see to that themselves.
    explicit DigestWriter(sqlite::Database& database, EarlierDigests* earlier = nullptr);

    // The highest document.seq that the trace's digest covers; nothing if there is no digest of it.
    [[nodiscard]] std::optional<std::int64_t> covers(const TraceId& id);

    // The trace of a row; nothing if there is no such row, or its id is damaged.
    [[nodiscard]] std::optional<TraceId> trace_of(std::int64_t row);

    // The folds of a cell are to be made anew by finish().
    void mark_damaged(const FoldCell& cell) { folds_.mark_damaged(cell); }

    // Stores the digest of a trace in place of an earlier one.
    void put(const PreparedDigest& prepared, std::int64_t covers);
    void put(TraceDigest digest, std::int64_t covers);

    // The last document of a trace, if there is a digest of it, counts as received then.
    void set_updated(const TraceId& id, Micros updated);

    // Forgets the digest of a trace, if there is one.
    void remove(const TraceId& id);

    // Forgets a row whose trace nobody can tell. Whether there was one.
    bool remove_row(std::int64_t row);

    // The beginning and the end of a transaction's changes: graph folds and terms are written at the end.
    // Where finish() is not reached, the transaction must not commit.
    void begin() {
        terms_.begin();
        folds_.begin();
    }
    void finish() {
        terms_.flush();
        folds_.flush();
    }

private:
    // The row of a trace, whose terms go to before_, and which graph folds no longer count; nothing if there
    // is none.
    std::optional<std::int64_t> retract(const TraceId& id);

    sqlite::Database& database_;
    EarlierDigests* watched_;
    sqlite::Statement covers_;
    sqlite::Statement find_row_;
    sqlite::Statement insert_;
    sqlite::Statement update_;
    sqlite::Statement remove_;
    TermWriter terms_;
    GraphFoldWriter folds_;
    // Their memory serves every call.
    PreparedDigest own_;
    TraceDigest earlier_;
    std::vector<TraceTerm> before_;
};

}  // namespace xray::storage
