// SPDX-License-Identifier: Apache-2.0
// From the first byte of a request to the thread that works at it.
#include <algorithm>
#include <memory>
#include <utility>

#include <boost/asio/write.hpp>
#include <boost/beast/core/string.hpp>
#include <boost/beast/http/error.hpp>

#include "api/dispatch.hpp"
#include "api/request/body_limits.hpp"
#include "api/routes.hpp"
#include "core/base/cancellation.hpp"
#include "emulator/http/http_session.hpp"
#include "emulator/http/http_wire.hpp"

namespace xray::emulator {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using std::chrono::seconds;

constexpr seconds kHeaderPatience{60};
constexpr seconds kBodyPatience{60};  // between two pieces

// A whole body may take that long, and a second for each so many bytes that have come.
constexpr seconds kBodyTime{60};
constexpr std::size_t kSlowestBytesPerSecond = 64U << 10U;

// How long a request waits for room in the byte budget before it is refused, and how often it looks.
constexpr seconds kLongestPause{5};
constexpr std::chrono::milliseconds kBetweenLooks{100};

// What a client that speaks HTTP/2 without asking sends first (RFC 9113, 3.4). No method of HTTP/1.1 begins
// so.
constexpr std::string_view kHttp2Preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";

// The connection is gone, or was never used: nobody is there to be told.
bool is_silent_end(const boost::system::error_code& error) {
    return error == http::error::end_of_stream ||
           error.category() != http::make_error_code(http::error{}).category();
}

}  // namespace

void HttpSession::read_header() {
    if (closed_) return;
    without_request_ = false;
    is_head_ = false;
    is_http_1_0_ = false;
    keep_alive_ = true;
    paused_for_ = {};
    parser_.emplace();
    expect_within(kHeaderPatience);
    if (buffer_.size() > 0) return parse();
    // Reserved at once: it would grow in steps.
    buffer_.reserve(kMaxFramingBytes);
    read_now();
}

void HttpSession::read_more() {
    if (host_.budget.is_short()) return pause_reading();
    read_now();
}

void HttpSession::read_now() {
    if (closed_) return;
    stream_.async_read_some(buffer_.prepare(buffer_.max_size() - buffer_.size()),
                            guarded([this](ErrorCode error, std::size_t size) {
                                if (closed_) return;
                                buffer_.commit(size);
                                on_read(error);
                            }));
}

void HttpSession::on_read(ErrorCode error) {
    if (error == asio::error::eof) error = parser_->end();
    if (error) return on_read_error(error);
    parse();
}

// Whether what has been read is the preface of HTTP/2 or may become it.
bool HttpSession::begins_with_http2() {
    if (host_.speak_http2 == nullptr || stream_.tls() != nullptr) return false;
    const boost::asio::const_buffer read = buffer_.cdata();
    const std::string_view begin(static_cast<const char*>(read.data()),
                                 std::min(read.size(), kHttp2Preface.size()));
    return kHttp2Preface.starts_with(begin);
}

void HttpSession::hand_on_to_http2() {
    const boost::asio::const_buffer read = buffer_.cdata();
    std::string received(static_cast<const char*>(read.data()), read.size());
    closed_ = true;
    parser_.reset();
    hold_bytes(0);
    host_.speak_http2(shared_from_this(), std::move(stream_.socket()), std::move(received));
}

void HttpSession::parse() {
    if (may_be_http2_ && begins_with_http2()) {
        if (buffer_.size() < kHttp2Preface.size()) return read_more();
        return hand_on_to_http2();
    }
    may_be_http2_ = false;
    const bool had_header = parser_->is_header_done();
    const ErrorCode error = parser_->take(buffer_);
    hold_bytes(buffer_.size() + parser_->message().body().size());
    if (error) return on_read_error(error);
    if (!had_header && parser_->is_header_done()) return on_header();
    if (parser_->is_done()) return run_request();
    if (had_header) expect_more_of_body();
    read_more();
}

void HttpSession::on_header() {
    is_idle_ = false;
    body_begun_ = std::chrono::steady_clock::now();
    const auto& message = parser_->message();
    is_head_ = message.method() == http::verb::head;
    is_http_1_0_ = message.version() < 11;
    keep_alive_ = message.keep_alive();
    if (const FramingFault fault = framing_fault(message); fault.status != 0) {
        return refuse(fault.status, fault.message);
    }
    if (!limit_body()) return refuse(413, api::body_too_large_text(terms_.most_body_bytes));
    if (parser_->is_done()) return run_request();
    const bool waits_for_continue = boost::beast::iequals(message[http::field::expect], "100-continue");
    if (waits_for_continue && !is_http_1_0_) return send_continue();
    parse();
}

// Sets what the path allows; false if the client has announced more.
bool HttpSession::limit_body() {
    const auto& message = parser_->message();
    const std::string_view method(message.method_string().data(), message.method_string().size());
    terms_ = api::terms_of(method, target_of(message));
    return parser_->limit_body(terms_.most_body_bytes);
}

void HttpSession::send_continue() {
    asio::async_write(stream_, asio::buffer(kContinue), guarded([this](ErrorCode error, std::size_t) {
                          if (error) return close();
                          if (!closed_) parse();
                      }));
}

// One byte a minute would keep the connection, and what it has sent, for ever.
void HttpSession::expect_more_of_body() {
    const std::size_t received = parser_->message().body().size();
    const auto earned = seconds(received / kSlowestBytesPerSecond);
    const auto now = std::chrono::steady_clock::now();
    deadline_ = std::min(now + kBodyPatience, body_begun_ + kBodyTime + earned);
}

// The kernel makes the client wait meanwhile. All pauses of a request count together: many that wait for the
// same room would otherwise keep one another waiting.
void HttpSession::pause_reading() {
    if (paused_for_ >= kLongestPause) return refuse_for_now();
    paused_for_ += kBetweenLooks;
    park_timer_.expires_after(kBetweenLooks);
    park_timer_.async_wait(guarded([this](ErrorCode cancelled) {
        if (!cancelled && !closed_) read_more();
    }));
}

void HttpSession::on_read_error(ErrorCode error) {
    if (is_silent_end(error)) return close();
    is_http_1_0_ = parser_->message().version() < 11;
    is_head_ = parser_->message().method() == http::verb::head;
    if (error == http::error::body_limit)
        return refuse(413, api::body_too_large_text(terms_.most_body_bytes));
    // No memory for the body.
    if (error == http::error::need_buffer) return refuse_for_now();
    if (error == http::error::header_limit) {
        return refuse(431, parser_->is_header_done()
                               ? "The chunk lines and trailers of the request are larger than 64 KiB."
                               : "The request headers are larger than 64 KiB.");
    }
    refuse(400, "The request is not valid HTTP: " + error.message() + ".");
}

void HttpSession::run_request() {
    deadline_ = std::chrono::steady_clock::time_point::max();
    is_idle_ = false;
    const auto request = std::make_shared<api::HttpRequest>(to_api_request(parser_->release()));
    request->is_tls = stream_.tls() != nullptr;
    parser_.reset();
    host_.log.trace(request->method, request->target);
    const bool is_query = terms_.lane == api::Lane::kQuery;
    if (is_query && host_.budget.is_short()) return refuse_for_now();
    given_up_ = false;
    const bool taken = run_on(host_.lanes.of(terms_.lane), [this, request] {
        if (given_up_) return;
        const Cancellation cancellation(given_up_);
        const auto response =
            std::make_shared<api::HttpResponse>(api::dispatch(host_.api, std::move(*request)));
        post([this, response] {
            is_running_ = false;
            runs_query_ = false;
            answer(std::move(*response));
        });
    });
    if (!taken) return refuse_for_now();
    is_running_ = true;
    runs_query_ = is_query;
}

// Answers what never becomes a request of the API. What the client still sends is of no use, so the
// connection ends.
void HttpSession::refuse(unsigned status, const std::string& message) {
    ++host_.api.counters.http_requests;
    ++host_.api.counters.http_errors;
    keep_alive_ = false;
    is_idle_ = false;
    // As the service spells it, and as the emulator's own API does.
    const bool is_own = parser_ && parser_->is_header_done() &&
                        api::path_of(target_of(parser_->message())).starts_with("/_emulator");
    parser_.reset();
    api::HttpResponse response;
    response.status = status;
    response.body = (is_own ? R"({"Message":")" : R"({"message":")") + message + R"("})";
    if (status == 503) response.headers.emplace_back("Retry-After", "1");
    if (is_head_) api::leave_body_out(response);
    send_response(std::move(response));
}

void HttpSession::refuse_for_now() {
    ++host_.api.counters.http_overload;
    refuse(503, "The emulator is overloaded; try again soon.");
}

}  // namespace xray::emulator
