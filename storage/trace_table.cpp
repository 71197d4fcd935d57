// SPDX-License-Identifier: Apache-2.0
#include "storage/trace_table.hpp"

#include <stdexcept>

namespace xray::storage {
namespace {

constexpr std::string_view kSelectOne = "SELECT digest FROM trace WHERE id = ?1";

constexpr std::string_view kScanByStart =
    "SELECT digest FROM trace WHERE start >= ?1 AND (start, id) < (?2, ?3) ORDER BY start DESC, id DESC";

constexpr std::string_view kScanByUpdate =
    "SELECT digest FROM trace WHERE updated >= ?1 AND (updated, id) < (?2, ?3) "
    "AND NOT (start >= ?4 AND start < ?5) ORDER BY updated DESC, id DESC";

constexpr std::string_view kCovers = "SELECT covers FROM trace WHERE id = ?1";

constexpr std::string_view kPut =
    "INSERT INTO trace (id, covers, start, updated, revision, duration, response_time, fault, error, "
    "throttle, "
    "partial, digest) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12) "
    "ON CONFLICT (id) DO UPDATE SET covers = excluded.covers, start = excluded.start, updated = "
    "excluded.updated, "
    "revision = excluded.revision, duration = excluded.duration, response_time = excluded.response_time, "
    "fault = excluded.fault, error = excluded.error, throttle = excluded.throttle, partial = "
    "excluded.partial, "
    "digest = excluded.digest";

}  // namespace

DigestReader::DigestReader(sqlite::Database& database)
    : select_one_(database.prepare(kSelectOne)),
      by_start_(database.prepare(kScanByStart)),
      by_update_(database.prepare(kScanByUpdate)) {}

void DigestReader::decode(std::string_view bytes) {
    if (!decode_digest(bytes, digest_)) throw std::runtime_error("the database holds a damaged trace digest");
}

bool DigestReader::visit(const TraceId& id, const std::function<void(const TraceDigest&)>& visit) {
    const sqlite::ResetAtEnd reset_at_end(select_one_);
    if (!select_one_.bind_blob(1, id.bytes()).step()) return false;
    decode(select_one_.blob(0));
    visit(digest_);
    return true;
}

void DigestReader::scan(const TraceScan& scan, const std::function<bool(const TraceDigest&)>& visit) {
    sqlite::Statement& select = scan.time == TraceTime::kStart ? by_start_ : by_update_;
    const sqlite::ResetAtEnd reset_at_end(select);
    // No id is below the empty one: (to, empty) as upper bound means "time < to".
    const bool goes_on = scan.after_time && *scan.after_time < scan.to;
    select.bind(1, scan.from).bind(2, goes_on ? *scan.after_time : scan.to);
    if (goes_on) {
        select.bind_blob(3, scan.after_id.bytes());
    } else {
        select.bind_blob(3, std::string_view{});
    }
    if (scan.time == TraceTime::kUpdated)
        select.bind(4, scan.except_start_from).bind(5, scan.except_start_to);
    if (scan.time == TraceTime::kUpdated)
        select.bind(4, scan.except_start_from).bind(5, scan.except_start_to);
    while (select.step()) {
        decode(select.blob(0));
        if (!visit(digest_)) return;
    }
}

DigestWriter::DigestWriter(sqlite::Database& database)
    : covers_(database.prepare(kCovers)), put_(database.prepare(kPut)) {}

std::optional<std::int64_t> DigestWriter::covers(const TraceId& id) {
    const sqlite::ResetAtEnd reset_at_end(covers_);
    if (!covers_.bind_blob(1, id.bytes()).step()) return std::nullopt;
    return covers_.integer(0);
}

void DigestWriter::put(const TraceDigest& digest, std::int64_t covers) {
    encoded_.clear();
    encode_digest(digest, encoded_);
    put_.bind_blob(1, digest.id.bytes())
        .bind(2, covers)
        .bind(3, digest.start)
        .bind(4, digest.updated)
        .bind(5, std::int64_t{digest.revision})
        .bind(6, digest.duration)
        .bind(7, digest.response_time)
        .bind(8, std::int64_t{digest.flags.fault})
        .bind(9, std::int64_t{digest.flags.error})
        .bind(10, std::int64_t{digest.flags.throttle})
        .bind(11, std::int64_t{digest.partial})
        .bind_blob(12, encoded_)
        .run();
}

}  // namespace xray::storage
