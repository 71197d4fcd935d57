// SPDX-License-Identifier: Apache-2.0
#include "storage/traces/trace_table.hpp"

#include <algorithm>
#include <utility>

#include "core/digest/trace_digest_codec.hpp"
#include "storage/sqlite/stored_trace_id.hpp"
#include "storage/traces/scan_match.hpp"

namespace xray::storage {
namespace {

constexpr std::string_view kSelectOne = "SELECT digest, seq FROM trace WHERE id = ?1";

constexpr std::string_view kCovers = "SELECT covers FROM trace WHERE id = ?1";

constexpr std::string_view kFindRow = "SELECT seq, digest, start, updated FROM trace WHERE id = ?1";

constexpr std::string_view kFindTrace = "SELECT id, start, updated FROM trace WHERE seq = ?1";

constexpr std::string_view kFindWhole = "SELECT digest, covers FROM trace WHERE id = ?1";

constexpr std::string_view kInsert =
    "INSERT INTO trace (covers, start, updated, revision, duration, response_time, http_status, fault, "
    "error, throttle, partial, digest, id) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)";

constexpr std::string_view kUpdate =
    "UPDATE trace SET covers = ?1, start = ?2, updated = ?3, revision = ?4, duration = ?5, "
    "response_time = ?6, http_status = ?7, fault = ?8, error = ?9, throttle = ?10, partial = ?11, "
    "digest = ?12 WHERE id = ?13";

constexpr std::string_view kSetUpdated = "UPDATE trace SET updated = ?2 WHERE id = ?1";

constexpr std::string_view kRemove = "DELETE FROM trace WHERE id = ?1";
constexpr std::string_view kRemoveRow = "DELETE FROM trace WHERE seq = ?1";

// A digest with more than this gives its memory back.
constexpr std::size_t kKeptVisits = 4096;
constexpr std::size_t kKeptBytes = 1U << 20U;

const ScanPosition kEndOfScan{kMinTime, {}};

// Those of a view's traces that a scan has still to meet, newest first.
class EarlierTraces {
public:
    EarlierTraces(const TraceScan& scan, const EarlierDigests::View* view) {
        if (view == nullptr) return;
        for (const auto& [id, bytes] : view->earlier()) {
            if (!bytes || !decode_digest(*bytes, digest_) || !scan_meets(scan, digest_)) continue;
            traces_.emplace_back(ScanPosition{scanned_time(scan, digest_), id}, *bytes);
        }
        std::sort(traces_.begin(), traces_.end(),
                  [](const auto& a, const auto& b) { return a.first > b.first; });
    }

    // Visits those that come before a position. False when the visitor has had enough.
    bool visit_before(const ScanPosition& position, const std::function<bool(const TraceDigest&)>& visit) {
        for (; next_ < traces_.size() && traces_[next_].first > position; ++next_) {
            if (decode_digest(traces_[next_].second, digest_) && !visit(digest_)) return false;
        }
        return true;
    }

private:
    std::vector<std::pair<ScanPosition, std::string_view>> traces_;
    std::size_t next_ = 0;
    TraceDigest digest_;
};

}  // namespace

DigestReader::DigestReader(sqlite::Database& database, DamageReport& damage)
    : damage_(damage), select_one_(database.prepare(kSelectOne)), planner_(database) {}

bool DigestReader::decode(const sqlite::Statement& row) {
    if (digest_.visits.capacity() > kKeptVisits || digest_.calls.capacity() > kKeptVisits) digest_ = {};
    if (decode_digest(row.blob(0), digest_)) return true;
    damage_.note_trace(row.integer(1));
    return false;
}

bool DigestReader::visit(const TraceId& id, const std::function<void(const TraceDigest&)>& visit) {
    const sqlite::ResetAtEnd reset_at_end(select_one_);
    if (!select_one_.bind_blob(1, id.bytes()).step()) return false;
    if (!decode(select_one_)) return false;
    visit(digest_);
    return true;
}

std::optional<ScanPosition> DigestReader::scan(const TraceScan& scan,
                                               const std::function<bool(const TraceDigest&)>& visit,
                                               const ScanStep& step) {
    EarlierTraces earlier(scan, step.view);
    sqlite::Statement& select = planner_.prepare(scan);
    const sqlite::ResetAtEnd reset_at_end(select);
    while (select.step()) {
        if (!decode(select)) continue;
        const ScanPosition position{scanned_time(scan, digest_), digest_.id};
        if (!earlier.visit_before(position, visit)) return std::nullopt;
        const bool shown = step.view != nullptr && step.view->has_changed(position.id);
        if (!shown && !visit(digest_)) return std::nullopt;
        if (step.pause && step.pause()) return position;
    }
    earlier.visit_before(kEndOfScan, visit);
    return std::nullopt;
}

DigestWriter::DigestWriter(sqlite::Database& database, EarlierDigests* earlier)
    : database_(database),
      watched_(earlier),
      covers_(database.prepare(kCovers)),
      find_row_(database.prepare(kFindRow)),
      insert_(database.prepare(kInsert)),
      update_(database.prepare(kUpdate)),
      remove_(database.prepare(kRemove)),
      terms_(database),
      folds_(database) {}

std::optional<std::int64_t> DigestWriter::covers(const TraceId& id) {
    const sqlite::ResetAtEnd reset_at_end(covers_);
    if (!covers_.bind_blob(1, id.bytes()).step()) return std::nullopt;
    return covers_.integer(0);
}

std::optional<TraceId> DigestWriter::trace_of(std::int64_t row) {
    sqlite::Statement find = database_.prepare(kFindTrace);
    if (!find.bind(1, row).step()) return std::nullopt;
    return read_trace_id(find.blob(0));
}

void PreparedDigest::set(TraceDigest digest) {
    digest_ = std::move(digest);
    if (bytes_.capacity() > kKeptBytes) bytes_ = {};
    bytes_.clear();
    encode_digest(digest_, bytes_);
    collect_terms(digest_, terms_);
}

void DigestWriter::put(TraceDigest digest, std::int64_t covers) {
    own_.set(std::move(digest));
    put(own_, covers);
}

void DigestWriter::put(const PreparedDigest& prepared, std::int64_t covers) {
    const TraceDigest& digest = prepared.digest();
    const std::optional<std::int64_t> row = retract(digest.id);
    sqlite::Statement& write = row ? update_ : insert_;
    write.bind(1, covers)
        .bind(2, digest.start)
        .bind(3, digest.updated)
        .bind(4, std::int64_t{digest.revision})
        .bind(5, digest.duration)
        .bind(6, digest.response_time)
        .bind(7, digest.http.status)
        .bind(8, std::int64_t{digest.flags.fault})
        .bind(9, std::int64_t{digest.flags.error})
        .bind(10, std::int64_t{digest.flags.throttle})
        .bind(11, std::int64_t{digest.partial})
        .bind_blob(12, prepared.bytes())
        .bind_blob(13, digest.id.bytes())
        .run();
    folds_.change(digest, 1);
    terms_.replace(row ? *row : database_.last_insert_id(), before_, prepared.terms());
}

void DigestWriter::set_updated(const TraceId& id, Micros updated) {
    std::string bytes;
    std::int64_t covers = 0;
    {
        sqlite::Statement find = database_.prepare(kFindWhole);
        if (!find.bind_blob(1, id.bytes()).step()) return;
        bytes = find.blob(0);
        covers = find.integer(1);
    }
    TraceDigest digest;
    if (decode_digest(bytes, digest)) {
        digest.updated = updated;
        put(std::move(digest), covers);
        return;
    }
    // Whoever meets it has it worked out again.
    retract(id);
    database_.prepare(kSetUpdated).bind_blob(1, id.bytes()).bind(2, updated).run();
}

void DigestWriter::remove(const TraceId& id) {
    const std::optional<std::int64_t> row = retract(id);
    if (!row) return;
    terms_.replace(*row, before_, {});
    remove_.bind_blob(1, id.bytes()).run();
}

std::optional<std::int64_t> DigestWriter::retract(const TraceId& id) {
    before_.clear();
    const sqlite::ResetAtEnd reset_at_end(find_row_);
    if (!find_row_.bind_blob(1, id.bytes()).step()) {
        if (watched_ != nullptr) watched_->before_change(id, std::nullopt);
        return std::nullopt;
    }
    if (watched_ != nullptr) watched_->before_change(id, find_row_.blob(1));
    const std::int64_t row = find_row_.integer(0);
    if (decode_digest(find_row_.blob(1), earlier_)) {
        collect_terms(earlier_, before_);
        folds_.change(earlier_, -1);
    } else {
        // What it put elsewhere is not known any more.
        terms_.remove_all(row);
        folds_.mark_damaged(find_row_.integer(2), find_row_.integer(3));
    }
    if (earlier_.visits.capacity() > kKeptVisits || earlier_.calls.capacity() > kKeptVisits) earlier_ = {};
    return row;
}

bool DigestWriter::remove_row(std::int64_t row) {
    {
        sqlite::Statement find = database_.prepare(kFindTrace);
        if (!find.bind(1, row).step()) return false;
        folds_.mark_damaged(find.integer(1), find.integer(2));
    }
    terms_.remove_all(row);
    database_.prepare(kRemoveRow).bind(1, row).run();
    return true;
}

}  // namespace xray::storage
