// SPDX-License-Identifier: Apache-2.0
#include "emulator/process/intake_log.hpp"

#include <string>

namespace xray::emulator {
namespace {

std::string way_in(std::string_view source, std::string_view sender) {
    std::string text(source);
    if (!sender.empty()) text.append(" ").append(sender);
    return text;
}

std::string_view note_of(LinePace::Turn turn, std::string_view note) {
    return turn == LinePace::Turn::kWriteLast ? note : "";
}

}  // namespace

api::IngestListeners IntakeLog::listeners(api::TraceEvents& events) {
    api::IngestListeners listeners;
    if (log_.tells(LogLevel::kDebug))
        listeners.arrived = [this](const api::Arrival& arrival) { on_arrival(arrival); };
    listeners.rejected = [this, &events](const api::RejectedDocument& rejected, std::uint64_t count) {
        on_rejected(rejected);
        events.on_rejected({rejected.source, rejected.reason, rejected.message, count});
    };
    listeners.warned = [this](const api::DocumentWarning& warning) { on_warning(warning); };
    return listeners;
}

void IntakeLog::on_arrival(const api::Arrival& arrival) {
    const LinePace::Turn turn = arrivals_.take();
    if (turn == LinePace::Turn::kSkip) return;
    const DocumentIdentity& document = arrival.document;
    log_.debug("received from " + way_in(arrival.source, arrival.sender) + ": trace " +
               document.trace_id.to_string() + ", " + document.id.to_string() + " \"" + document.name + "\"" +
               (document.complete ? "" : ", in progress") +
               std::string(note_of(turn, " (others within this second have no line)")));
}

void IntakeLog::on_rejected(const api::RejectedDocument& rejected) {
    const LinePace::Turn turn = refusals_.take();
    if (turn == LinePace::Turn::kSkip) {
        ++untold_refusals_;
        return;
    }
    log_.warn("refused from " + way_in(rejected.source, rejected.sender) + ": " + rejected.reason + ": " +
              rejected.explanation + std::string(note_of(turn, " (more are counted only, for ten seconds)")) +
              " (see GET /_emulator/stats)");
}

void IntakeLog::on_warning(const api::DocumentWarning& warning) {
    const LinePace::Turn turn = warnings_.take();
    if (turn == LinePace::Turn::kSkip) return;
    log_.warn("taken from " + way_in(warning.source, warning.sender) + ", but is that meant? trace " +
              warning.trace_id + ", " + warning.id + " \"" + warning.name + "\": " + warning.explanation +
              std::string(note_of(turn, " (more are counted only, for ten seconds)")));
}

}  // namespace xray::emulator
