// SPDX-License-Identifier: Apache-2.0
// Answers that come later, and in pieces.
#include <poll.h>

#include <ctime>
#include <utility>

#include "core/base/cancellation.hpp"
#include "emulator/http/http_session.hpp"
#include "emulator/http/http_wire.hpp"

namespace xray::emulator {
namespace {

// For one piece of a body: whoever takes longer does not read.
constexpr std::chrono::seconds kPiecePatience{30};
constexpr std::chrono::milliseconds kBetweenLooksForRoom{100};

}  // namespace

std::uint64_t HttpSession::park() {
    parked_ = true;
    deadline_ = std::chrono::steady_clock::time_point::max();
    return ++stay_;
}

void HttpSession::leave_park() {
    parked_ = false;
    ++stay_;
    park_timer_.cancel();
    when_finishing_ = {};
    when_closed_ = {};
}

template <class T>
void HttpSession::await(const std::shared_ptr<api::Deferred<T>>& deferred, void (HttpSession::*arrived)(T)) {
    if (closed_) return deferred->cancel();
    const std::uint64_t stay = park();
    when_finishing_ = [this, deferred] { run_deferred([deferred] { deferred->shut_down(); }); };
    when_closed_ = [deferred] { deferred->cancel(); };
    auto deliver = [self = shared_from_this(), this, stay, arrived](T value) {
        post([this, stay, arrived, value = std::move(value)]() mutable {
            if (stay != stay_) return;
            leave_park();
            (this->*arrived)(std::move(value));
        });
    };
    // Time begins when it has been started: it must not be up before.
    auto start_timer = [this, deferred, stay] {
        if (stay != stay_) return;
        park_timer_.expires_after(deferred->timeout());
        park_timer_.async_wait(guarded([this, deferred, stay](ErrorCode error) {
            if (!error && stay == stay_) run_deferred([deferred] { deferred->expire(); });
        }));
    };
    WorkLane& lane = deferred->is_query() ? host_.lanes.of(api::Lane::kQuery) : host_.lanes.watch();
    run_on_or_close(lane, [this, deferred, deliver = std::move(deliver), start_timer] {
        const Cancellation cancellation(given_up_);
        deferred->start(deliver);
        post(start_timer);
    });
    if (finishing_ && when_finishing_) when_finishing_();
}

void HttpSession::run_deferred(std::function<void()> job) {
    run_on_or_close(host_.lanes.watch(), std::move(job));
}

// Without a thread for it the answer would never come.
void HttpSession::run_on_or_close(WorkLane& lane, std::function<void()> job) {
    if (!run_on(lane, std::move(job))) close();
}

void HttpSession::answer(api::HttpResponse response) {
    if (response.later) {
        late_headers_ = std::move(response.headers);
        return await(response.later, &HttpSession::on_late_response);
    }
    if (response.stream && !response.is_for_head) return begin_stream(response);
    send_response(std::move(response));
}

// The end of what the client sends is taken for its leaving. Nothing is read for that: it may be the next
// request, or TLS.
bool HttpSession::client_is_gone() {
    pollfd wait{stream_.socket().native_handle(), POLLRDHUP, 0};
    return ::poll(&wait, 1, 0) > 0;
}

void HttpSession::on_late_response(api::HttpResponse response) {
    // It comes still later, and wants to be asked at another time.
    if (response.later) return await(response.later, &HttpSession::on_late_response);
    for (auto& header : late_headers_) response.headers.push_back(std::move(header));
    late_headers_.clear();
    send_response(std::move(response));
}

void HttpSession::begin_stream(const api::HttpResponse& response) {
    if (closed_) return response.stream->cancel();
    if (finishing_ || is_http_1_0_) keep_alive_ = false;
    const HeadOptions options{keep_alive_, is_http_1_0_, std::time(nullptr), true};
    pieces_ = response.stream;
    watch_for_leaving();
    send(format_head(response, options), {}, kPiecePatience, &HttpSession::on_stream_ready);
}

// A stream has nothing to read from its client, so what comes is its end, or a request sent ahead: the sweep
// then notices the end.
void HttpSession::watch_for_leaving() {
    stream_.socket().async_wait(boost::asio::socket_base::wait_read, guarded([this](ErrorCode error) {
                                    const bool is_streaming = !closed_ && pieces_ != nullptr;
                                    if (!error && is_streaming && client_is_gone()) close();
                                }));
}

void HttpSession::on_stream_ready(ErrorCode error) {
    if (error) return close();
    if (pieces_->is_query() && host_.budget.is_short()) return await_room();
    await<api::BodyPiece>(pieces_, &HttpSession::on_piece);
}

// The next piece is not made while those of others wait for clients that do not read.
void HttpSession::await_room() {
    expect_within(kPiecePatience);
    park_timer_.expires_after(kBetweenLooksForRoom);
    park_timer_.async_wait(guarded([this](ErrorCode cancelled) {
        if (!cancelled && !closed_) on_stream_ready({});
    }));
}

void HttpSession::on_piece(api::BodyPiece piece) {
    if (pieces_->has_failed()) return cut_stream();
    if (piece.text.empty() && !piece.last) return on_stream_ready({});
    std::string text = is_http_1_0_ ? std::move(piece.text) : format_chunk(piece);
    if (!piece.last) return send({}, std::move(text), kPiecePatience, &HttpSession::on_stream_ready);
    pieces_.reset();
    send({}, std::move(text), kPiecePatience, &HttpSession::on_sent);
}

// Its client reads too slowly. Without the end that it expects it learns that something is missing.
void HttpSession::cut_stream() {
    ++host_.api.counters.event_streams_cut;
    close();
}

}  // namespace xray::emulator
