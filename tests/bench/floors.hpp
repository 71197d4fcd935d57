// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>

#include "core/digest/digest_maker.hpp"
#include "core/digest/trace_digest_codec.hpp"

namespace xray::bench {

// What each part of ingest can do by itself on this machine, in documents a second.
struct Floors {
    // recvmmsg() of a full socket, nothing done with the datagrams.
    double receive = 0;
    double parse = 0;  // SegmentValidator: JSON and the rules of the service
    double insert_file = 0;
    double insert_memory = 0;
};

[[nodiscard]] double receive_floor();
[[nodiscard]] double parse_floor();

// The documents of the workload into the table `document`, by one prepared statement, `rows` a transaction,
// with the settings of the store. `path` is ":memory:" or a file that does not exist. `total` rows in all.
[[nodiscard]] double insert_floor(const std::string& path, std::size_t rows, std::size_t total);

// What working out one trace costs on one core, in microseconds.
struct TraceCosts {
    double assemble = 0;  // four documents to one trace
    double digest = 0;    // make_digest and encode_digest
    double decode = 0;    // decode_digest: what a scan pays
    std::size_t digest_bytes = 0;
};

[[nodiscard]] TraceCosts trace_costs();

// Reads every digest of a database that no process has open, without decoding: milliseconds.
[[nodiscard]] double digest_scan_floor(const std::string& path);

}  // namespace xray::bench
