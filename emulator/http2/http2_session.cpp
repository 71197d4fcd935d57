// SPDX-License-Identifier: Apache-2.0
#include "emulator/http2/http2_session.hpp"

#include <nghttp2/nghttp2.h>

#include <algorithm>
#include <array>
#include <exception>
#include <utility>
#include <vector>

#include <boost/asio/write.hpp>

#include "api/dispatch.hpp"
#include "api/request/body_limits.hpp"
#include "api/routes.hpp"
#include "core/base/cancellation.hpp"

namespace xray::emulator {
namespace {

namespace asio = boost::asio;
using std::chrono::milliseconds;
using std::chrono::seconds;
using std::chrono::steady_clock;

constexpr std::uint32_t kMaxStreams = 100;
constexpr std::size_t kMaxHeaderBytes = 64U << 10U;
// How much a client may send ahead, on one stream and on all.
constexpr std::uint32_t kStreamWindow = 1U << 20U;
constexpr std::int32_t kConnectionWindow = 4 << 20;
constexpr std::size_t kReadBytes = 16U << 10U;
constexpr std::size_t kSendBytes = 256U << 10U;

// As HTTP/1.1 has it (HttpSession).
constexpr seconds kIdlePatience{660};
constexpr seconds kSendPatience{300};
constexpr seconds kSendPatienceWhenShort{10};
constexpr seconds kBodyTime{60};
constexpr std::size_t kSlowestBytesPerSecond = 64U << 10U;
constexpr milliseconds kLongestPause{5000};
constexpr milliseconds kBetweenLooks{100};

// A client that opens streams and resets them costs the server more than itself (CVE-2023-44487): so many may
// come at once, and one more each time that this has passed.
constexpr std::uint32_t kMostResets = 1000;
constexpr milliseconds kPerReset{30};

nghttp2_nv header(std::string_view name, std::string_view value) {
    // nghttp2 takes pointers to what it does not change.
    const auto bytes = [](std::string_view text) {
        return reinterpret_cast<std::uint8_t*>(
            const_cast<char*>(text.data()));  // NOLINT(cppcoreguidelines-pro-type-*)
    };
    return {bytes(name), bytes(value), name.size(), value.size(), NGHTTP2_NV_FLAG_NONE};
}

std::string_view view(const std::uint8_t* bytes, std::size_t size) {
    return {reinterpret_cast<const char*>(bytes),
            size};  // NOLINT(cppcoreguidelines-pro-type-reinterpret-cast)
}

std::string_view content_type_of(const grpc::Headers& headers) {
    const auto found = std::find_if(headers.begin(), headers.end(),
                                    [](const auto& one) { return one.first == "content-type"; });
    return found == headers.end() ? std::string_view() : std::string_view(found->second);
}

std::optional<std::chrono::nanoseconds> timeout_in(const grpc::Headers& headers) {
    const auto found = std::find_if(headers.begin(), headers.end(),
                                    [](const auto& one) { return one.first == "grpc-timeout"; });
    if (found == headers.end()) return std::nullopt;
    return grpc::timeout_of(found->second);
}

}  // namespace

// What nghttp2 calls. No exception may pass through it.
struct Http2Session::Callbacks {
    template <class Work>
    static int guarded(void* session, Work work) noexcept {
        auto& self = *static_cast<Http2Session*>(session);
        try {
            return work(self);
        } catch (const std::exception& failure) {
            ++self.host_.api.counters.failures;
            self.host_.log.failure("closed a connection after a failure", failure.what());
            return NGHTTP2_ERR_CALLBACK_FAILURE;
        }
    }

    static int on_begin_headers(nghttp2_session*, const nghttp2_frame* frame, void* session) {
        return guarded(session, [frame](Http2Session& self) {
            if (frame->headers.cat == NGHTTP2_HCAT_REQUEST) self.on_stream_begun(frame->hd.stream_id);
            return 0;
        });
    }

    static int on_header(nghttp2_session*, const nghttp2_frame* frame, const std::uint8_t* name,
                         std::size_t name_size, const std::uint8_t* value, std::size_t value_size,
                         std::uint8_t /*flags*/, void* session) {
        return guarded(session, [&](Http2Session& self) {
            const bool fits =
                self.on_header(frame->hd.stream_id, view(name, name_size), view(value, value_size));
            return fits ? 0 : static_cast<int>(NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE);
        });
    }

    static int on_data(nghttp2_session*, std::uint8_t /*flags*/, std::int32_t id, const std::uint8_t* bytes,
                       std::size_t size, void* session) {
        return guarded(session, [&](Http2Session& self) {
            self.on_data(id, view(bytes, size));
            return 0;
        });
    }

    static int on_frame(nghttp2_session*, const nghttp2_frame* frame, void* session) {
        return guarded(session, [frame](Http2Session& self) {
            if (frame->hd.type == NGHTTP2_RST_STREAM && !self.on_reset())
                return static_cast<int>(NGHTTP2_ERR_CALLBACK_FAILURE);
            const bool is_request = frame->hd.type == NGHTTP2_HEADERS || frame->hd.type == NGHTTP2_DATA;
            if (is_request && (frame->hd.flags & NGHTTP2_FLAG_END_STREAM) != 0)
                self.on_request_whole(frame->hd.stream_id);
            return 0;
        });
    }

    // Once the client has been told the end, the rest of what it sends is of no use (RFC 9113, 8.1).
    static int on_sent(nghttp2_session* session, const nghttp2_frame* frame, void* self) {
        return guarded(self, [session, frame](Http2Session& connection) {
            const Stream* const stream = connection.find(frame->hd.stream_id);
            const bool is_end = (frame->hd.flags & NGHTTP2_FLAG_END_STREAM) != 0;
            if (frame->hd.type != NGHTTP2_HEADERS || !is_end || stream == nullptr || stream->is_whole)
                return 0;
            return nghttp2_submit_rst_stream(session, NGHTTP2_FLAG_NONE, frame->hd.stream_id,
                                             NGHTTP2_NO_ERROR);
        });
    }

    static int on_closed(nghttp2_session*, std::int32_t id, std::uint32_t /*error*/, void* session) {
        return guarded(session, [id](Http2Session& self) {
            self.on_stream_closed(id);
            return 0;
        });
    }

    static ssize_t read_answer(nghttp2_session* session, std::int32_t id, std::uint8_t* out, std::size_t room,
                               std::uint32_t* flags, nghttp2_data_source* source, void* /*user*/) {
        Stream* const stream = static_cast<Http2Session*>(source->ptr)->find(id);
        if (stream == nullptr) return NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE;
        const std::size_t size = std::min(room, stream->answer.size() - stream->sent);
        std::copy_n(stream->answer.data() + stream->sent, size, out);
        stream->sent += size;
        if (stream->sent < stream->answer.size()) return static_cast<ssize_t>(size);
        *flags |= NGHTTP2_DATA_FLAG_EOF | NGHTTP2_DATA_FLAG_NO_END_STREAM;
        const std::string code = std::to_string(static_cast<int>(stream->status.code));
        const std::array<nghttp2_nv, 1> trailers{header("grpc-status", code)};
        if (nghttp2_submit_trailer(session, id, trailers.data(), trailers.size()) != 0)
            return NGHTTP2_ERR_CALLBACK_FAILURE;
        return static_cast<ssize_t>(size);
    }
};

void Http2Session::Destroy::operator()(nghttp2_session* session) const {
    nghttp2_session_del(session);
}

Http2Session::Http2Session(ConnectionHost& host, asio::ip::tcp::socket socket, std::string received)
    : Connection(host),
      socket_(std::move(socket)),
      pause_timer_(host.io),
      received_(std::move(received)),
      idle_since_(steady_clock::now()),
      resets_forgiven_(idle_since_) {}

Http2Session::~Http2Session() = default;

void Http2Session::start() {
    nghttp2_session_callbacks* made = nullptr;
    if (nghttp2_session_callbacks_new(&made) != 0) throw std::bad_alloc();
    const std::unique_ptr<nghttp2_session_callbacks, decltype(&nghttp2_session_callbacks_del)> callbacks(
        made, &nghttp2_session_callbacks_del);
    nghttp2_session_callbacks_set_on_begin_headers_callback(made, &Callbacks::on_begin_headers);
    nghttp2_session_callbacks_set_on_header_callback(made, &Callbacks::on_header);
    nghttp2_session_callbacks_set_on_data_chunk_recv_callback(made, &Callbacks::on_data);
    nghttp2_session_callbacks_set_on_frame_recv_callback(made, &Callbacks::on_frame);
    nghttp2_session_callbacks_set_on_frame_send_callback(made, &Callbacks::on_sent);
    nghttp2_session_callbacks_set_on_stream_close_callback(made, &Callbacks::on_closed);
    nghttp2_session* session = nullptr;
    if (nghttp2_session_server_new(&session, made, this) != 0) throw std::bad_alloc();
    session_.reset(session);
    const std::array<nghttp2_settings_entry, 3> settings{{
        {NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS, kMaxStreams},
        {NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE, kStreamWindow},
        {NGHTTP2_SETTINGS_MAX_HEADER_LIST_SIZE, kMaxHeaderBytes},
    }};
    nghttp2_submit_settings(session, NGHTTP2_FLAG_NONE, settings.data(), settings.size());
    nghttp2_session_set_local_window_size(session, NGHTTP2_FLAG_NONE, 0, kConnectionWindow);
    ErrorCode ignored;
    socket_.non_blocking(true, ignored);
    expect_within(kIdlePatience);
    take(std::exchange(received_, {}));
    if (!closed_) wait_for_bytes();
}

void Http2Session::finish() {
    if (closed_ || finishing_) return;
    finishing_ = true;
    nghttp2_submit_goaway(session_.get(), NGHTTP2_FLAG_NONE,
                          nghttp2_session_get_last_proc_stream_id(session_.get()), NGHTTP2_NO_ERROR, nullptr,
                          0);
    send_what_is_due();
}

void Http2Session::close() {
    if (closed_) return;
    closed_ = true;
    for (auto& [id, stream] : streams_) {
        if (stream.is_whole && !stream.is_answered) ++host_.api.counters.http_abandoned;
        *stream.given_up = true;
    }
    streams_.clear();
    stream_bytes_ = 0;
    pause_timer_.cancel();
    ErrorCode ignored;
    socket_.close(ignored);
    hold_bytes(0);
    host_.ended(shared_from_this());
}

void Http2Session::close_if_late(steady_clock::time_point now) {
    const bool is_hoarding =
        is_sending_ && host_.budget.is_short() && now > sending_since_ + kSendPatienceWhenShort;
    const bool is_stuck = is_sending_ && now > sending_since_ + kSendPatience;
    const bool is_idle = streams_.empty() && now > idle_since_ + kIdlePatience;
    if (broken_ || is_hoarding || is_stuck || is_idle) return close();
    std::vector<std::int32_t> late;
    for (const auto& [id, stream] : streams_) {
        const seconds earned(stream.call.body.size() / kSlowestBytesPerSecond);
        if (!stream.is_whole && !stream.is_answered && now > stream.begun + kBodyTime + earned)
            late.push_back(id);
    }
    for (const std::int32_t id : late)
        refuse(id, grpc::Code::kDeadlineExceeded, "The request did not come whole in time");
    if (!late.empty()) send_what_is_due();
}

std::optional<steady_clock::time_point> Http2Session::idle_since() const {
    if (!streams_.empty() || is_sending_) return std::nullopt;
    return idle_since_;
}

void Http2Session::wait_for_bytes() {
    socket_.async_wait(asio::socket_base::wait_read, guarded([this](ErrorCode error) {
                           if (closed_) return;
                           if (error) return close();
                           on_readable();
                       }));
}

// Into a buffer that lasts as long as the call: a connection that waits holds none.
void Http2Session::on_readable() {
    if (host_.budget.is_short() && paused_for_ < kLongestPause) return pause_reading();
    if (host_.budget.is_short()) refuse_unfinished();
    paused_for_ = {};
    std::array<char, kReadBytes> buffer{};
    ErrorCode error;
    const std::size_t size = socket_.read_some(asio::buffer(buffer), error);
    if (error && error != asio::error::would_block) return close();
    if (size > 0) take({buffer.data(), size});
    if (!closed_) wait_for_bytes();
}

// The kernel makes the client wait meanwhile.
void Http2Session::pause_reading() {
    paused_for_ += kBetweenLooks;
    pause_timer_.expires_after(kBetweenLooks);
    pause_timer_.async_wait(guarded([this](ErrorCode cancelled) {
        if (!cancelled && !closed_) on_readable();
    }));
}

void Http2Session::refuse_unfinished() {
    std::vector<std::int32_t> unfinished;
    for (const auto& [id, stream] : streams_) {
        if (!stream.is_whole && !stream.is_answered) unfinished.push_back(id);
    }
    for (const std::int32_t id : unfinished) {
        ++host_.api.counters.http_overload;
        refuse(id, grpc::Code::kUnavailable, "The emulator is overloaded; try again soon.");
    }
}

void Http2Session::take(std::string_view bytes) {
    is_taking_ = true;
    const auto* const data = reinterpret_cast<const std::uint8_t*>(
        bytes.data());  // NOLINT(cppcoreguidelines-pro-type-reinterpret-cast)
    const ssize_t taken = nghttp2_session_mem_recv(session_.get(), data, bytes.size());
    is_taking_ = false;
    if (taken < 0) {
        host_.log.debug(std::string("an HTTP/2 connection failed: ") +
                        nghttp2_strerror(static_cast<int>(taken)));
        return close();
    }
    hold_all();
    send_what_is_due();
}

void Http2Session::send_what_is_due() {
    if (closed_ || is_sending_ || is_taking_) return;
    while (sending_.size() < kSendBytes) {
        const std::uint8_t* bytes = nullptr;
        const ssize_t size = nghttp2_session_mem_send(session_.get(), &bytes);
        if (size < 0) return close();
        if (size == 0) break;
        sending_.append(view(bytes, static_cast<std::size_t>(size)));
    }
    hold_all();
    if (sending_.empty()) return end_if_done();
    is_sending_ = true;
    sending_since_ = steady_clock::now();
    asio::async_write(socket_, asio::buffer(sending_),
                      guarded([this](ErrorCode error, std::size_t) { on_sent(error); }));
}

void Http2Session::on_sent(ErrorCode error) {
    is_sending_ = false;
    if (closed_) return;
    if (error) return close();
    sending_ = {};
    send_what_is_due();
}

void Http2Session::end_if_done() {
    const bool wants_nothing =
        nghttp2_session_want_read(session_.get()) == 0 && nghttp2_session_want_write(session_.get()) == 0;
    if (wants_nothing || (finishing_ && streams_.empty())) close();
}

Http2Session::Stream* Http2Session::find(std::int32_t id) {
    const auto found = streams_.find(id);
    return found == streams_.end() ? nullptr : &found->second;
}

void Http2Session::hold_all() {
    hold_bytes(stream_bytes_ + sending_.size());
}

void Http2Session::on_stream_begun(std::int32_t id) {
    streams_[id].begun = steady_clock::now();
}

bool Http2Session::on_header(std::int32_t id, std::string_view name, std::string_view value) {
    Stream* const stream = find(id);
    if (stream == nullptr) return true;
    stream->header_bytes += name.size() + value.size();
    if (stream->header_bytes > kMaxHeaderBytes) return false;
    if (name == ":path") {
        stream->call.path = value;
    } else if (name == ":method") {
        stream->method = value;
    } else if (name == ":authority") {
        stream->call.headers.emplace_back("host", value);
    } else {
        stream->call.headers.emplace_back(name, value);
    }
    return true;
}

void Http2Session::on_data(std::int32_t id, std::string_view bytes) {
    Stream* const stream = find(id);
    if (stream == nullptr || stream->is_answered) return;
    const std::size_t most = api::terms_of("POST", grpc::http_path_of(stream->call.path)).most_body_bytes;
    if (stream->call.body.size() + bytes.size() > most)
        return refuse(id, grpc::Code::kResourceExhausted, api::body_too_large_text(most));
    stream->call.body.append(bytes);
    stream_bytes_ += bytes.size();
}

void Http2Session::on_request_whole(std::int32_t id) {
    Stream* const stream = find(id);
    if (stream == nullptr || stream->is_whole) return;
    stream->is_whole = true;
    if (stream->is_answered) return;
    if (stream->method != "POST" || !grpc::is_grpc(content_type_of(stream->call.headers)))
        return answer_other(id, *stream);
    run(id, *stream);
}

void Http2Session::run(std::int32_t id, Stream& stream) {
    const auto timeout = timeout_in(stream.call.headers);
    const auto called = stream.begun;
    stream_bytes_ -= stream.call.body.size();
    auto converted = grpc::to_http_request(std::exchange(stream.call, {}));
    if (!converted) {
        host_.log.debug("a gRPC call was refused: " + converted.error().message);
        return refuse(id, converted.error().code, converted.error().message);
    }
    const auto request = std::make_shared<api::HttpRequest>(std::move(*converted));
    host_.log.trace(request->method, request->target);
    const api::Lane lane = api::terms_of(request->method, request->target).lane;
    const bool taken =
        run_on(host_.lanes.of(lane), [this, id, request, timeout, called, given_up = stream.given_up] {
            if (*given_up) return;
            grpc::Status status{grpc::Code::kDeadlineExceeded,
                                "The deadline had passed before the request's turn"};
            std::string message;
            if (!timeout || steady_clock::now() - called < *timeout) {
                const Cancellation cancellation(*given_up);
                const api::HttpResponse response = api::dispatch(host_.api, std::move(*request));
                status = grpc::status_of(response);
                if (status.code == grpc::Code::kOk) message = grpc::frame(response.body);
            }
            post([this, id, status = std::move(status), message = std::move(message)]() mutable {
                if (closed_) return;
                answer(id, std::move(status), std::move(message));
                send_what_is_due();
            });
        });
    if (taken) return;
    ++host_.api.counters.http_overload;
    refuse(id, grpc::Code::kUnavailable, "The emulator is overloaded; try again soon.");
}

void Http2Session::refuse(std::int32_t id, grpc::Code code, std::string message) {
    ++host_.api.counters.http_requests;
    ++host_.api.counters.http_errors;
    answer(id, {code, std::move(message)}, {});
}

// A status other than OK goes with the headers, and nothing follows them ("Trailers-Only").
void Http2Session::answer(std::int32_t id, grpc::Status status, std::string message) {
    Stream* const stream = find(id);
    if (stream == nullptr || stream->is_answered) return;
    stream->is_answered = true;
    stream_bytes_ -= stream->call.body.size();
    stream->call = {};
    stream->status = std::move(status);
    stream->answer = std::move(message);
    stream_bytes_ += stream->answer.size();
    const std::string code = std::to_string(static_cast<int>(stream->status.code));
    const std::string text = grpc::encode_message(stream->status.message);
    std::vector<nghttp2_nv> headers{header(":status", "200"), header("content-type", "application/grpc"),
                                    header("grpc-accept-encoding", "identity,gzip")};
    int error = 0;
    if (stream->status.code == grpc::Code::kOk) {
        nghttp2_data_provider body{};
        body.source.ptr = this;
        body.read_callback = &Callbacks::read_answer;
        error = nghttp2_submit_response(session_.get(), id, headers.data(), headers.size(), &body);
    } else {
        headers.push_back(header("grpc-status", code));
        headers.push_back(header("grpc-message", text));
        error = nghttp2_submit_response(session_.get(), id, headers.data(), headers.size(), nullptr);
    }
    if (error != 0) nghttp2_submit_rst_stream(session_.get(), NGHTTP2_FLAG_NONE, id, NGHTTP2_INTERNAL_ERROR);
    hold_all();
}

void Http2Session::answer_other(std::int32_t id, const Stream& stream) {
    host_.log.warn("HTTP/2 is spoken here for OpenTelemetry over gRPC only; refused: " + stream.method + " " +
                   stream.call.path);
    ++host_.api.counters.http_requests;
    ++host_.api.counters.http_errors;
    const std::array<nghttp2_nv, 2> headers{header(":status", "505"), header("content-length", "0")};
    nghttp2_submit_response(session_.get(), id, headers.data(), headers.size(), nullptr);
    streams_[id].is_answered = true;
}

void Http2Session::on_stream_closed(std::int32_t id) {
    const auto found = streams_.find(id);
    if (found == streams_.end()) return;
    Stream& stream = found->second;
    if (stream.is_whole && !stream.is_answered) ++host_.api.counters.http_abandoned;
    *stream.given_up = true;
    stream_bytes_ -= stream.call.body.size() + stream.answer.size();
    streams_.erase(found);
    idle_since_ = steady_clock::now();
}

// False: too many in too short a time.
bool Http2Session::on_reset() {
    const auto now = steady_clock::now();
    const auto forgiven = (now - resets_forgiven_) / kPerReset;
    resets_forgiven_ += forgiven * kPerReset;
    resets_ -= static_cast<std::uint32_t>(std::min<std::int64_t>(resets_, forgiven));
    return ++resets_ <= kMostResets;
}

}  // namespace xray::emulator
