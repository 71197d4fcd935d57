// SPDX-License-Identifier: Apache-2.0
#include "api/transfer/trace_export.hpp"

#include <exception>
#include <optional>
#include <string>
#include <utility>

#include "api/transfer/trace_file.hpp"
#include "storage/trace_store.hpp"

namespace xray::api {
namespace {

constexpr std::size_t kPieceBytes = 256U << 10U;

}  // namespace

BodyPiece TraceExport::next_piece() {
    const std::lock_guard lock(mutex_);
    BodyPiece piece;
    try {
        while (!failed_ && next_ < ids_.size() && piece.text.size() < kPieceBytes) {
            const std::optional<storage::StoredTrace> stored = context_.store.load_trace(ids_[next_++]);
            if (!stored) continue;
            write_kept_trace(piece.text, *stored);
            piece.text += '\n';
        }
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
