// SPDX-License-Identifier: Apache-2.0
#include "emulator/forward/http_carrier.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <string_view>
#include <utility>

#include <boost/asio/post.hpp>

#include "api/ingest/forwarding.hpp"
#include "core/text/cut.hpp"
#include "emulator/version.hpp"

namespace xray::emulator {
namespace {

namespace http = boost::beast::http;

constexpr std::chrono::seconds kConnectPatience{5};
constexpr std::chrono::seconds kAnswerPatience{10};
// The longest Retry-After that is heeded.
constexpr std::chrono::seconds kMostRetryAfter{60};
constexpr std::size_t kMostReasonBytes = 200;
constexpr unsigned kLoopDetected = 508;

boost::string_view view(std::string_view text) {
    return {text.data(), text.size()};
}

// Of its two forms the one in seconds; the other is a date by a clock that is not ours.
std::optional<std::chrono::milliseconds> retry_after(const HttpConnection::Response& response) {
    const auto text = response[http::field::retry_after];
    unsigned seconds = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
    if (text.empty() || error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return std::min<std::chrono::milliseconds>(std::chrono::seconds(seconds), kMostRetryAfter);
}

// Those that OTLP's and the AWS SDKs' rules have sent again whatever was in the request.
bool is_passing(unsigned status) {
    return status == 408 || status == 429 || status == 502 || status == 503 || status == 504;
}

SendResult::Kind kind_of(unsigned status) {
    if (is_passing(status)) return SendResult::Kind::kUnreachable;
    if (status == kLoopDetected) return SendResult::Kind::kLoop;
    return status >= 500 ? SendResult::Kind::kServerError : SendResult::Kind::kRefused;
}

}  // namespace

HttpCarrier::HttpCarrier(boost::asio::io_context& io, const ForwardTarget& target,
                         boost::asio::ssl::context* tls, std::unique_ptr<WireForm> form)
    : io_(io), target_(target), tls_(tls), form_(std::move(form)) {}

HttpCarrier::~HttpCarrier() {
    HttpCarrier::cancel();
}

void HttpCarrier::cancel() {
    if (connection_) connection_->close();
    connection_.reset();
    done_ = {};
    batch_ = nullptr;
    ++number_;
}

void HttpCarrier::send(const OutgoingBatch& batch, Done done) {
    batch_ = &batch;
    done_ = std::move(done);
    body_ = form_->write(batch);
    // Documents that say nothing in this form.
    if (body_.empty()) {
        return boost::asio::post(io_, [this, number = number_] {
            if (number == number_) finish({});
        });
    }
    if (connection_ && connection_->is_reusable()) return exchange(true);
    send_on_new_connection();
}

void HttpCarrier::send_on_new_connection() {
    connection_ = std::make_shared<HttpConnection>(io_, target_.server, tls_);
    connection_->open(kConnectPatience, [this](const tl::expected<void, std::string>& opened) {
        if (opened) return exchange(false);
        finish({.kind = SendResult::Kind::kUnreachable, .reason = opened.error()});
    });
}

void HttpCarrier::exchange(bool may_reopen) {
    connection_->exchange(request_of(*batch_), kAnswerPatience,
                          [this, may_reopen](const tl::expected<Response, std::string>& response) {
                              if (response) return finish(judge(*response));
                              // A connection that was kept may have been closed at the other end before the
                              // request came there.
                              if (may_reopen && connection_->is_untouched()) return send_on_new_connection();
                              finish({.kind = SendResult::Kind::kUnreachable, .reason = response.error()});
                          });
}

HttpConnection::Request HttpCarrier::request_of(const OutgoingBatch& batch) const {
    HttpConnection::Request request(http::verb::post, target_.path, 11);
    request.set(http::field::host, to_string(target_.server));
    request.set(http::field::user_agent, "xray-emulator/" + std::string(version()));
    request.set(http::field::content_type, view(form_->content_type()));
    request.set(view(api::kForwardedByHeader), *batch.front().forwarded_by);
    request.body() = body_;
    request.prepare_payload();
    return request;
}

SendResult HttpCarrier::judge(const Response& response) const {
    const unsigned status = response.result_int();
    if (status >= 200 && status < 300) return form_->read(response.body(), *batch_);
    std::string reason = "it answers " + std::to_string(status);
    const std::string said = form_->read_failure(response.body());
    if (!said.empty()) reason.append(": ").append(cut_between_characters(said, kMostReasonBytes));
    if (status >= 300 && status < 400)
        reason.append(" to another place; give that one, for redirections are not followed");
    return {.kind = kind_of(status), .reason = std::move(reason), .retry_after = retry_after(response)};
}

void HttpCarrier::finish(SendResult result) {
    batch_ = nullptr;
    body_ = {};
    ++number_;
    if (const Done done = std::exchange(done_, {})) done(std::move(result));
}

}  // namespace xray::emulator
