// SPDX-License-Identifier: Apache-2.0
#include "api/transfer/trace_export.hpp"

#include <exception>
#include <optional>
#include <string>
#include <utility>

#include "api/transfer/trace_file.hpp"
#include "core/base/cancellation.hpp"
#include "core/base/limits.hpp"
#include "storage/trace_store.hpp"

namespace xray::api {
namespace {

constexpr std::size_t kPieceBytes = 256U << 10U;

}  // namespace

void TraceExport::write_next_trace(std::string& text) {
    const TraceId id = ids_[next_++];
    const std::optional<storage::StoredTrace> stored = context_.store.load_trace(id, kMaxAnswerBytes);
    if (!stored) return;
    if (stored->documents.empty()) {
        if (context_.warn)
            context_.warn("GET /_emulator/export leaves out trace " + id.to_string() +
                          ", which is larger than an answer may be");
        return;
    }
    write_kept_trace(text, *stored);
    text += '\n';
}

BodyPiece TraceExport::next_piece() {
    const std::lock_guard lock(mutex_);
    BodyPiece piece;
    try {
        while (!failed_ && next_ < ids_.size() && piece.text.size() < kPieceBytes)
            write_next_trace(piece.text);
    } catch (const Cancelled&) {
        failed_ = true;
    } catch (const std::exception& failure) {
        failed_ = true;
        if (context_.log) context_.log(std::string("GET /_emulator/export failed: ") + failure.what());
    }
    piece.last = failed_ || next_ == ids_.size();
    return piece;
}

void TraceExport::start(Deliver deliver) {
    deliver(next_piece());
}

void TraceExport::shut_down() {
    const std::lock_guard lock(mutex_);
    failed_ = true;
}

bool TraceExport::has_failed() const {
    const std::lock_guard lock(mutex_);
    return failed_;
}

}  // namespace xray::api
