// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "storage/sqlite/database.hpp"
#include "storage/trace_store.hpp"

namespace xray::storage {

// Finds and scans digests. A digest handed to a visitor is valid during that call.
class DigestReader {
public:
    explicit DigestReader(sqlite::Database& database);

    // False if there is no such trace. Throws std::runtime_error when the digest's bytes are damaged.
    bool visit(const TraceId& id, const std::function<void(const TraceDigest&)>& visit);

    // TraceStore::scan(); one snapshot of the database from the first digest to the last.
    void scan(const TraceScan& scan, const std::function<bool(const TraceDigest&)>& visit);

private:
    void decode(std::string_view bytes);

    sqlite::Statement select_one_;
    sqlite::Statement by_start_;
    sqlite::Statement by_update_;
    TraceDigest digest_;  // its memory serves every call
};

// Writes digests.
class DigestWriter {
public:
    explicit DigestWriter(sqlite::Database& database);

    // The highest document.seq that the trace's digest covers; nothing if there is no digest of it.
    [[nodiscard]] std::optional<std::int64_t> covers(const TraceId& id);

    // Stores the digest of a trace in place of an earlier one.
    void put(const TraceDigest& digest, std::int64_t covers);

private:
    sqlite::Statement covers_;
    sqlite::Statement put_;
    std::string encoded_;
};

}  // namespace xray::storage
