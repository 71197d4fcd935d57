// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/digest/trace_digest.hpp"
#include "core/trace/trace.hpp"
#include "storage/traces/trace_table.hpp"

namespace xray::storage {

// One trace on its way to its digest: first what is stored of it, then what was made of that. Its memory
// serves one trace after another.
//
// Threads: one at a time.
class DigestJob {
public:
    DigestJob() = default;
    DigestJob(const DigestJob&) = delete;
    DigestJob& operator=(const DigestJob&) = delete;

    // Forgets the trace before.
    void begin(const TraceId& trace);

    // Adds the text of a document, in the order of receipt.
    void add(std::string_view text, bool complete);

    [[nodiscard]] bool is_empty() const { return documents_.empty(); }
    [[nodiscard]] std::size_t documents() const { return documents_.size(); }
    [[nodiscard]] std::size_t bytes() const { return texts_.size(); }

    // Makes the digest, or where that takes more than `steps` or fails a stand-in, and its stored form.
    // Throws nothing: see fault().
    void work_out(const std::string& own_account, std::uint64_t steps) noexcept;

    // Once it is worked out. A trace of which not even a stand-in could be made has a fault, and no digest.
    [[nodiscard]] const PreparedDigest& prepared() const { return prepared_; }
    [[nodiscard]] const std::optional<std::string>& fault() const { return fault_; }
    // Why the digest is a stand-in.
    [[nodiscard]] const std::optional<std::string>& failure() const { return failure_; }
    [[nodiscard]] std::uint32_t cycles_cut() const { return failure_ ? 0 : trace_.cycles_cut; }

    // Keeps no more memory than a trace of a usual size needs.
    void give_back_memory();

    TraceId id;
    TraceReceipt receipt;
    std::int64_t covers = 0;  // the highest seq that was gathered
    std::size_t rows = 0;     // gathered, replaced ones among them
    bool is_known = false;    // there is a digest of the trace already

private:
    [[nodiscard]] TraceDigest make(const std::string& own_account, std::uint64_t steps);

    std::string texts_;
    std::vector<std::size_t> text_ends_;
    std::vector<TraceDocument> documents_;
    std::optional<TraceAssembler> assembler_;
    Trace trace_;
    PreparedDigest prepared_;
    std::optional<std::string> failure_;
    std::optional<std::string> fault_;
};

}  // namespace xray::storage
