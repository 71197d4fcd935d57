// SPDX-License-Identifier: Apache-2.0
#include "emulator/forward/destination.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

#include "core/text/counted.hpp"
#include "emulator/forward/daemon_carrier.hpp"
#include "emulator/forward/http_carrier.hpp"
#include "emulator/forward/wire_form.hpp"

namespace xray::emulator {
namespace {

// Ours. What waits for one destination: a minute of a thousand documents a second of 1 KB.
constexpr ForwardQueue::Bounds kBuffer{200'000, 64U << 20U};

// What goes in one request. X-Ray's daemon sends 50 documents at most; OpenTelemetry's collector 512 spans
// where it is not told otherwise. The bytes keep a request below the megabyte that proxies admit.
constexpr ForwardQueue::Bounds kMostDocuments{50, 700'000};
constexpr ForwardQueue::Bounds kMostSpans{512, 700'000};

// Connections at a time: what one request waits for, others can use.
constexpr std::size_t kConnections = 4;

// How long a document waits for others to go with it.
constexpr std::chrono::milliseconds kCollect{20};

// Answers that blame the destination, after which a batch is given up: it may be what breaks it.
constexpr int kMostServerErrors = 5;

constexpr std::string_view kDocument = "document";

constexpr std::array<std::string_view, 5> kLossNames{"buffer_full", "refused", "loop", "too_large",
                                                     "stopped"};

std::string seconds_text(std::chrono::steady_clock::duration length) {
    const auto tenths = std::chrono::duration_cast<std::chrono::milliseconds>(length).count() / 100;
    return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10) + " s";
}

}  // namespace

Destination::Destination(boost::asio::io_context& io, ForwardTarget target, boost::asio::ssl::context* tls,
                         Log& log)
    : target_(std::move(target)),
      log_(log),
      most_at_once_(target_.kind == ForwardKind::kOtlp ? kMostSpans : kMostDocuments),
      queue_(kBuffer),
      more_timer_(io),
      rest_timer_(io) {
    make_lanes(io, tls);
}

Destination::~Destination() = default;

void Destination::make_lanes(boost::asio::io_context& io, boost::asio::ssl::context* tls) {
    if (target_.kind == ForwardKind::kDaemon) {
        lanes_.push_back({std::make_unique<DaemonCarrier>(io, target_), {}, false});
        return;
    }
    for (std::size_t i = 0; i < kConnections; ++i) {
        auto form = target_.kind == ForwardKind::kOtlp ? make_otlp_form() : make_xray_form();
        lanes_.push_back({std::make_unique<HttpCarrier>(io, target_, tls, std::move(form)), {}, false});
    }
}

bool Destination::offer(const Outgoing& outgoing) {
    Outgoing own = outgoing;
    api::AcceptedDocument& document = own.document;
    if (target_.kind == ForwardKind::kOtlp) {
        // OTLP has spans that have ended only. What came as a span goes as one.
        if (!document.complete || (document.is_of_span && document.span.resource == nullptr)) return true;
        if (document.is_of_span) document.text = nullptr;
    } else {
        document.span = {};
    }
    if (target_.kind == ForwardKind::kDaemon && document.text->size() > longest_for_daemon()) {
        lose(
            1, Loss::kTooLarge,
            "a document of " + std::to_string(document.text->size()) + " bytes does not fit into a datagram");
        return false;
    }
    if (queue_.push(std::move(own))) return true;
    ++lost_[static_cast<std::size_t>(Loss::kBufferFull)];
    if (!has_told_of_full_.exchange(true)) {
        log_.warn(where() + ": the buffer is full (" + counted(queue_.backlog().documents, kDocument) +
                  " wait); what arrives is not passed on, and counted (forward_dropped)");
    }
    return false;
}

bool Destination::is_enough() const {
    const ForwardQueue::Size waiting = queue_.waiting();
    return waiting.documents != 0 &&
           (has_collected_ || is_stopping_ || waiting.documents >= most_at_once_.documents ||
            waiting.bytes >= most_at_once_.bytes);
}

void Destination::look() {
    if (is_resting_) return;
    for (Lane& lane : lanes_) {
        // While it is lost, one try at a time.
        if (!is_enough() || (!is_reachable_ && busy_ > 0)) break;
        if (lane.is_busy) continue;
        OutgoingBatch batch = queue_.take(most_at_once_);
        if (!batch.empty()) start(lane, std::move(batch));
    }
    if (queue_.waiting().documents == 0)
        has_collected_ = false;
    else if (!is_enough())
        wait_for_more();
    finish_if_done();
}

void Destination::wait_for_more() {
    if (is_collecting_) return;
    is_collecting_ = true;
    more_timer_.expires_after(kCollect);
    more_timer_.async_wait([this](boost::system::error_code) {
        is_collecting_ = false;
        has_collected_ = true;
        look();
    });
}

void Destination::start(Lane& lane, OutgoingBatch batch) {
    lane.batch = std::move(batch);
    lane.is_busy = true;
    ++busy_;
    lane.carrier->send(lane.batch, [this, &lane](const SendResult& result) { on_result(lane, result); });
}

void Destination::on_result(Lane& lane, const SendResult& result) {
    OutgoingBatch batch = std::move(lane.batch);
    lane.batch.clear();
    lane.is_busy = false;
    --busy_;
    switch (result.kind) {
        case SendResult::Kind::kTaken:
            on_taken(std::move(batch), result);
            break;
        case SendResult::Kind::kUnreachable:
            on_unreachable(std::move(batch), result);
            break;
        case SendResult::Kind::kServerError:
            on_server_error(std::move(batch), result);
            break;
        case SendResult::Kind::kRefused:
            queue_.settle(batch);
            lose(batch.size(), Loss::kRefused, result.reason);
            break;
        case SendResult::Kind::kLoop:
            queue_.settle(batch);
            lose(batch.size(), Loss::kLoop, "they have been there before: the way leads in a circle");
            break;
    }
    look();
}

void Destination::on_taken(OutgoingBatch batch, const SendResult& result) {
    std::vector<bool> goes_again(batch.size());
    for (const std::size_t number : result.again) goes_again[number] = true;
    OutgoingBatch again;
    OutgoingBatch settled;
    for (std::size_t i = 0; i < batch.size(); ++i)
        (goes_again[i] ? again : settled).push_back(std::move(batch[i]));
    queue_.settle(settled);
    const std::size_t refused = std::min(result.refused, settled.size());
    forwarded_ += settled.size() - refused;
    if (refused != 0) lose(refused, Loss::kRefused, result.reason);
    note_success();
    if (again.empty()) return;
    ++retries_;
    queue_.put_back(std::move(again));
    rest(result);
}

void Destination::on_unreachable(OutgoingBatch batch, const SendResult& result) {
    if (!batch.empty()) ++retries_;
    queue_.put_back(std::move(batch));
    note_failure(result.reason);
    rest(result);
}

void Destination::on_server_error(OutgoingBatch batch, const SendResult& result) {
    OutgoingBatch lost;
    OutgoingBatch again;
    for (Outgoing& outgoing : batch) {
        const bool is_last = ++outgoing.server_errors >= kMostServerErrors;
        (is_last ? lost : again).push_back(std::move(outgoing));
    }
    if (!lost.empty()) {
        queue_.settle(lost);
        lose(lost.size(), Loss::kRefused, result.reason);
    }
    on_unreachable(std::move(again), result);
}

// The next try is made later; at the end there is none where the destination was lost before.
void Destination::rest(const SendResult& result) {
    if (is_last_try_) {
        if (busy_ == 0) give_up();
        return;
    }
    if (is_resting_) return;
    is_resting_ = true;
    const std::chrono::milliseconds own = backoff_.next();
    rest_timer_.expires_after(std::max(own, is_stopping_ ? own : result.retry_after.value_or(own)));
    rest_timer_.async_wait([this](boost::system::error_code) {
        is_resting_ = false;
        has_collected_ = true;
        look();
    });
}

void Destination::note_success() {
    if (is_reachable_.exchange(true)) return backoff_.reset();
    backoff_.reset();
    has_told_of_full_ = false;
    log_.info(where() + " works again after " + seconds_text(std::chrono::steady_clock::now() - lost_at_) +
              ": " + counted(queue_.backlog().documents, kDocument) + " waited, " +
              std::to_string(losses() - losses_before_) + " were lost meanwhile");
}

void Destination::note_failure(const std::string& reason) {
    {
        const std::lock_guard lock(mutex_);
        last_error_ = reason;
    }
    if (!is_reachable_.exchange(false)) return;
    lost_at_ = std::chrono::steady_clock::now();
    losses_before_ = losses();
    log_.warn(where() + " fails: " + reason + "; what arrives waits, up to " +
              counted(kBuffer.documents, kDocument) + " or " + std::to_string(kBuffer.bytes >> 20U) +
              " MiB, and is sent again");
}

void Destination::lose(std::uint64_t count, Loss loss, std::string_view reason) {
    lost_[static_cast<std::size_t>(loss)] += count;
    {
        const std::lock_guard lock(mutex_);
        last_error_ = reason;
    }
    const LinePace::Turn turn = refusals_.take();
    if (turn == LinePace::Turn::kSkip) return;
    log_.warn(where() + ": " + counted(count, kDocument) + " lost: " + std::string(reason) +
              (turn == LinePace::Turn::kWriteLast ? " (more are counted only, for ten seconds)" : ""));
}

void Destination::stop(std::function<void()> finished) {
    finished_ = std::move(finished);
    is_stopping_ = true;
    is_last_try_ = !is_reachable_;
    // A rest ends now.
    if (is_resting_) rest_timer_.cancel();
    look();
}

void Destination::finish_if_done() {
    if (!is_stopping_ || busy_ != 0 || queue_.backlog().documents != 0) return;
    if (const auto finished = std::exchange(finished_, {})) finished();
}

std::uint64_t Destination::losses() const {
    std::uint64_t sum = 0;
    for (const auto& count : lost_) sum += count;
    return sum;
}

// What is under way waits again.
void Destination::withdraw() {
    for (Lane& lane : lanes_) {
        if (!lane.is_busy) continue;
        lane.carrier->cancel();
        lane.is_busy = false;
        --busy_;
        queue_.put_back(std::exchange(lane.batch, {}));
    }
}

void Destination::give_up() {
    withdraw();
    const std::size_t left = queue_.drain();
    if (left != 0) lose(left, Loss::kStopped, "they were still to be sent at the end");
    finish_if_done();
}

void Destination::revive() {
    withdraw();
    is_collecting_ = false;
    wait_for_more();
    is_resting_ = false;
}

api::ForwardReading Destination::reading() const {
    api::ForwardReading reading;
    reading.destination = target_.url;
    reading.is_reachable = is_reachable_;
    reading.forwarded = forwarded_;
    reading.retries = retries_;
    for (std::size_t i = 0; i < kLosses; ++i) reading.dropped.emplace_back(kLossNames[i], lost_[i].load());
    const ForwardQueue::Size backlog = queue_.backlog();
    reading.backlog = backlog.documents;
    reading.backlog_bytes = backlog.bytes;
    const std::lock_guard lock(mutex_);
    reading.last_error = last_error_;
    return reading;
}

std::string Destination::where() const {
    return "forwarding to " + target_.url;
}

}  // namespace xray::emulator
