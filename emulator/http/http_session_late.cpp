// SPDX-License-Identifier: Apache-2.0
// Answers that come late, and in pieces.
#include <poll.h>

#include <ctime>
#include <utility>

#include "emulator/http/http_session.hpp"
#include "emulator/http/http_wire.hpp"

namespace xray::emulator {
namespace {

// For one piece of a body: whoever takes longer does not read.
constexpr std::chrono::seconds kPiecePatience{30};

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
void HttpSession::await(const std::shared_ptr<api::LateAnswer<T>>& late, void (HttpSession::*arrived)(T)) {
    if (closed_) return late->abandon();
    const std::uint64_t stay = park();
    when_finishing_ = [this, late] { run_late([late] { late->shut_down(); }); };
    when_closed_ = [late] { late->abandon(); };
    auto give = [self = shared_from_this(), stay, arrived](T value) {
        self->post([session = self.get(), stay, arrived, value = std::move(value)]() mutable {
            if (stay != session->stay_) return;
            session->leave_park();
            (session->*arrived)(std::move(value));
        });
    };
    // Time begins when it has been asked: it must not be up before.
    auto start_timer = [this, late, stay] {
        if (stay != stay_) return;
        park_timer_.expires_after(late->patience());
        park_timer_.async_wait(guarded([this, late, stay](ErrorCode error) {
            if (!error && stay == stay_) run_late([late] { late->time_is_up(); });
        }));
    };
    run_late([this, late, give = std::move(give), start_timer] {
        late->ask(give);
        post(start_timer);
    });
    if (finishing_ && when_finishing_) when_finishing_();
}

// Without a thread for it the answer would never come.
void HttpSession::run_late(std::function<void()> job) {
    if (!run_on(host_.lanes.watch(), std::move(job))) close();
}

void HttpSession::answer(api::HttpResponse response) {
    if (response.hold_back.count() > 0) return hold_back(std::move(response));
    if (response.later) {
        late_headers_ = std::move(response.headers);
        return await(response.later, &HttpSession::on_late_response);
    }
    if (response.stream) return begin_stream(response);
    send_response(std::move(response));
}

// The end of what the client sends is taken for its leaving. Nothing is read for that: it may be the next
// request, or TLS.
bool HttpSession::client_is_gone() {
    pollfd wait{stream_.socket().native_handle(), POLLRDHUP, 0};
    return ::poll(&wait, 1, 0) > 0;
}

void HttpSession::hold_back(api::HttpResponse response) {
    if (closed_) return;
    const std::uint64_t stay = park();
    const std::chrono::milliseconds length = std::exchange(response.hold_back, {});
    const auto held = std::make_shared<api::HttpResponse>(std::move(response));
    const auto let_go = [this, stay, held] {
        if (stay != stay_) return;
        leave_park();
        answer(std::move(*held));
    };
    when_finishing_ = [this, let_go] { post(let_go); };
    park_timer_.expires_after(length);
    park_timer_.async_wait(guarded([let_go](ErrorCode error) {
        if (!error) let_go();
    }));
    if (finishing_) when_finishing_();
}

void HttpSession::on_late_response(api::HttpResponse response) {
    for (auto& header : late_headers_) response.headers.push_back(std::move(header));
    late_headers_.clear();
    send_response(std::move(response));
}

void HttpSession::begin_stream(const api::HttpResponse& response) {
    if (finishing_ || is_http_1_0_) keep_alive_ = false;
    const HeadOptions options{keep_alive_, is_http_1_0_, std::time(nullptr), true};
    std::string head = format_head(response, options);
    if (is_head_) {
        response.stream->abandon();
        return send(std::move(head), {}, kPiecePatience, &HttpSession::on_sent);
    }
    pieces_ = response.stream;
    send(std::move(head), {}, kPiecePatience, &HttpSession::on_stream_ready);
}

void HttpSession::on_stream_ready(ErrorCode error) {
    if (error) return close();
    await(pieces_, &HttpSession::on_piece);
}

void HttpSession::on_piece(api::BodyPiece piece) {
    // Without the end that the client expects it learns that something is missing.
    if (piece.failed) return close();
    std::string text = is_http_1_0_ ? std::move(piece.text) : format_chunk(piece);
    if (!piece.last) return send({}, std::move(text), kPiecePatience, &HttpSession::on_stream_ready);
    pieces_.reset();
    send({}, std::move(text), kPiecePatience, &HttpSession::on_sent);
}

}  // namespace xray::emulator
