// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <string_view>

#include "storage/compression/document_packer.hpp"
#include "storage/compression/document_text.hpp"
#include "storage/sqlite/database.hpp"
#include "storage/traces/damage_report.hpp"
#include "storage/traces/store_state.hpp"
#include "storage/types.hpp"

namespace xray::storage {

inline constexpr std::int64_t kEveryDocument = std::numeric_limits<std::int64_t>::max();

// A row of `document`; the text is valid until the next row.
struct DocumentRow {
    std::int64_t seq = 0;
    std::int64_t state = 0;  // 1 completed, 0 in progress, below 0 replaced
    std::int64_t delivery = 0;
    Micros received = 0;
    std::string_view text;
    bool readable = true;  // false: what is stored of the text is damaged, and `text` empty

    [[nodiscard]] bool complete() const { return state == 1; }
    [[nodiscard]] bool replaced() const { return state < 0; }
};

// Gathers a TraceReceipt from the rows of one trace, in the order of their receipt, replaced ones among them.
class ReceiptTally {
public:
    void add(const DocumentRow& row);
    [[nodiscard]] TraceReceipt receipt() const { return receipt_; }

private:
    TraceReceipt receipt_{.revision = 0, .updated = 0, .document_bytes = 0, .last = 0};
    std::int64_t last_delivery_ = 0;
};

// The documents of one trace at a time.
class DocumentRows {
public:
    // `damage`, if given, outlives it and is told of documents that cannot be read.
    explicit DocumentRows(sqlite::Database& database, DamageReport* damage = nullptr);

    // Visits the rows of a trace with a seq of at most `up_to`, in the order of their receipt, until `visit`
    // returns false.
    void for_each(const TraceId& id, std::int64_t up_to,
                  const std::function<bool(const DocumentRow&)>& visit);

private:
    sqlite::Statement select_;
    compression::DocumentText text_;
    DamageReport* damage_;
};

// Adds documents; the place of the rules on repeats and on in-progress copies.
class DocumentWriter {
public:
    enum class Outcome { kStored, kReplaced, kRepeated };

    enum class Packing { kNone, kCompressed };

    explicit DocumentWriter(sqlite::Database& database, Packing packing = Packing::kNone);

    // To be called at the beginning of each transaction that adds documents.
    void begin();

    // Stores a document as row `seq` (kStored), also in place of an earlier in-progress copy (kReplaced),
    // unless it repeats what is there (kRepeated): any document of a segment that is completed already, and
    // an in-progress copy with the same text. The in-progress copy of a segment stays beside its completed
    // document.
    Outcome add(const IncomingDocument& document, std::int64_t seq, std::int64_t delivery, Micros received);

private:
    bool insert(const IncomingDocument& document, std::int64_t seq, std::int64_t delivery, Micros received);
    Outcome add_in_progress(const IncomingDocument& document, std::int64_t seq, std::int64_t delivery,
                            Micros received);

    sqlite::Database& database_;
    std::optional<compression::DocumentPacker> packer_;
    compression::DocumentText text_;
    sqlite::Statement insert_;
    sqlite::Statement find_copies_;
    sqlite::Statement retire_;
};

}  // namespace xray::storage
