// SPDX-License-Identifier: Apache-2.0
#include "storage/traces/document_table.hpp"

#include <bit>
#include <optional>

namespace xray::storage {
namespace {

constexpr std::string_view kSelectTrace =
    "SELECT seq, state, delivery, received, text, dictionary, packed FROM document "
    "WHERE trace_id = ?1 AND seq <= ?2 ORDER BY seq";

// Only the index of repeats is named: a clash of seq would mean that somebody else writes to the file.
constexpr std::string_view kInsert =
    "INSERT INTO document (seq, trace_id, segment_id, state, delivery, received, text, dictionary, packed) "
    "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) ON CONFLICT (trace_id, segment_id, state) DO NOTHING";

constexpr std::string_view kFindCopies =
    "SELECT seq, state, text, dictionary, packed FROM document "
    "WHERE trace_id = ?1 AND segment_id = ?2 AND state >= 0 ORDER BY state DESC";

constexpr std::string_view kRetire =
    "UPDATE document SET state = -seq, text = '', dictionary = NULL, packed = NULL WHERE seq = ?1";

// SQLite has signed integers only; the bits are what counts.
std::int64_t as_integer(SegmentId id) {
    return std::bit_cast<std::int64_t>(id.value());
}

}  // namespace

void ReceiptTally::add(const DocumentRow& row) {
    // Deliveries ascend with seq, so a change of the number is a new one.
    if (row.delivery != last_delivery_) ++receipt_.revision;
    last_delivery_ = row.delivery;
    // The last one's, even if the clock was set back before it came: the trace has changed since.
    receipt_.updated = row.received;
    receipt_.document_bytes += row.text.size();
    receipt_.last = std::max(receipt_.last, row.seq);
}

DocumentRows::DocumentRows(sqlite::Database& database, DamageReport* damage)
    : select_(database.prepare(kSelectTrace)), text_(database), damage_(damage) {}

void DocumentRows::for_each(const TraceId& id, std::int64_t up_to,
                            const std::function<bool(const DocumentRow&)>& visit) {
    const sqlite::ResetAtEnd reset_at_end(select_);
    select_.bind_blob(1, id.bytes()).bind(2, up_to);
    while (select_.step()) {
        const std::optional<std::string_view> text = text_.read(select_, 4);
        const DocumentRow row{.seq = select_.integer(0),
                              .state = select_.integer(1),
                              .delivery = select_.integer(2),
                              .received = select_.integer(3),
                              .text = text.value_or(std::string_view()),
                              .readable = text.has_value()};
        if (!row.readable && damage_ != nullptr) damage_->note_document(row.seq);
        if (!visit(row)) return;
    }
}

DocumentWriter::DocumentWriter(sqlite::Database& database, Packing packing)
    : database_(database),
      text_(database),
      insert_(database.prepare(kInsert)),
      find_copies_(database.prepare(kFindCopies)),
      retire_(database.prepare(kRetire)) {
    if (packing == Packing::kCompressed) packer_.emplace(database);
}

void DocumentWriter::begin() {
    if (packer_) packer_->begin();
}

DocumentWriter::Outcome DocumentWriter::add(const IncomingDocument& document, std::int64_t seq,
                                            std::int64_t delivery, Micros received) {
    if (!document.complete) return add_in_progress(document, seq, delivery, received);
    return insert(document, seq, delivery, received) ? Outcome::kStored : Outcome::kRepeated;
}

bool DocumentWriter::insert(const IncomingDocument& document, std::int64_t seq, std::int64_t delivery,
                            Micros received) {
    std::optional<compression::DocumentPacker::Packed> packed;
    if (packer_) packed = packer_->pack(document.text);
    insert_.bind(1, seq)
        .bind_blob(2, document.trace_id.bytes())
        .bind(3, as_integer(document.id))
        .bind(4, std::int64_t{document.complete})
        .bind(5, delivery)
        .bind(6, received)
        .bind_text(7, packed ? std::string_view() : std::string_view(document.text))
        .bind(8, packed ? std::optional(packed->dictionary) : std::nullopt);
    if (packed) {
        insert_.bind_blob(9, packed->frame);
    } else {
        insert_.bind(9, std::nullopt);
    }
    insert_.run();
    return database_.changes() == 1;
}

DocumentWriter::Outcome DocumentWriter::add_in_progress(const IncomingDocument& document, std::int64_t seq,
                                                        std::int64_t delivery, Micros received) {
    std::optional<std::int64_t> earlier;
    {
        const sqlite::ResetAtEnd reset_at_end(find_copies_);
        find_copies_.bind_blob(1, document.trace_id.bytes()).bind(2, as_integer(document.id));
        if (find_copies_.step()) {
            const bool completed = find_copies_.integer(1) == 1;
            if (completed || text_.read(find_copies_, 2) == document.text) return Outcome::kRepeated;
            earlier = find_copies_.integer(0);
        }
    }
    if (earlier) retire_.bind(1, *earlier).run();
    insert(document, seq, delivery, received);
    return earlier ? Outcome::kReplaced : Outcome::kStored;
}

}  // namespace xray::storage
