// SPDX-License-Identifier: Apache-2.0
#include "emulator/forward/forwarder.hpp"

#include <algorithm>
#include <chrono>
#include <exception>
#include <utility>

#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>

#include "api/http/random_text.hpp"
#include "core/text/ascii.hpp"

namespace xray::emulator {
namespace {

// How long the end may wait for destinations.
constexpr std::chrono::seconds kLastFlush{3};

// Ours. Emulators that documents may pass through.
constexpr std::size_t kMostHops = 16;

constexpr std::size_t kMostIdBytes = 64;

bool is_id(std::string_view text) {
    return !text.empty() && text.size() <= kMostIdBytes &&
           std::all_of(text.begin(), text.end(), [](char c) { return is_letter_or_digit(c) || c == '-'; });
}

// The ids of a header; what cannot be one is passed over.
std::vector<std::string_view> ids_of(std::string_view header) {
    std::vector<std::string_view> ids;
    while (!header.empty() && ids.size() <= kMostHops) {
        std::string_view id = header.substr(0, header.find(','));
        header.remove_prefix(std::min(id.size() + 1, header.size()));
        while (id.starts_with(' ')) id.remove_prefix(1);
        while (id.ends_with(' ')) id.remove_suffix(1);
        if (is_id(id)) ids.push_back(id);
    }
    return ids;
}

}  // namespace

Forwarder::Forwarder(std::vector<ForwardTarget> targets, std::unique_ptr<boost::asio::ssl::context> tls,
                     Log& log)
    : log_(log),
      id_(api::random_uuid()),
      own_header_(std::make_shared<const std::string>(id_)),
      work_(boost::asio::make_work_guard(io_)),
      tls_(std::move(tls)) {
    for (ForwardTarget& target : targets) {
        boost::asio::ssl::context* const context = target.is_tls ? tls_.get() : nullptr;
        destinations_.push_back(std::make_unique<Destination>(io_, std::move(target), context, log_));
    }
}

Forwarder::~Forwarder() {
    finish();
}

void Forwarder::start() {
    thread_ = std::thread([this] { run(); });
    for (const auto& destination : destinations_)
        log_.info("what arrives is forwarded to " + destination->target().url);
}

// What a handler could not deal with itself ends there; everything else goes on.
void Forwarder::run() {
    for (;;) {
        try {
            io_.run();
            return;
        } catch (const std::exception& failure) {
            log_.failure("forwarding", failure.what());
            for (const auto& destination : destinations_) destination->revive();
        }
    }
}

bool Forwarder::wants_spans() const {
    return std::any_of(destinations_.begin(), destinations_.end(), [](const auto& destination) {
        return destination->target().kind == ForwardKind::kOtlp;
    });
}

void Forwarder::accept(std::span<const api::AcceptedDocument> documents, std::string_view forwarded_by) {
    const Header header = header_after(forwarded_by);
    for (const api::AcceptedDocument& document : documents) {
        if (repeats_.is_repeat(document)) {
            ++repeat_count_;
            continue;
        }
        bool is_taken = true;
        for (const auto& destination : destinations_) {
            if (!destination->offer({document, header})) is_taken = false;
        }
        // What was lost may come again.
        if (is_taken) repeats_.remember(document);
    }
    if (has_look_posted_.exchange(true)) return;
    boost::asio::post(io_, [this] {
        has_look_posted_ = false;
        for (const auto& destination : destinations_) destination->look();
    });
}

Forwarder::Header Forwarder::header_after(std::string_view forwarded_by) const {
    if (forwarded_by.empty()) return own_header_;
    std::string header;
    for (const std::string_view id : ids_of(forwarded_by)) header.append(id).append(", ");
    return std::make_shared<const std::string>(header + id_);
}

bool Forwarder::has_come_back(std::string_view forwarded_by) {
    const std::vector<std::string_view> ids = ids_of(forwarded_by);
    const bool is_own = std::find(ids.begin(), ids.end(), id_) != ids.end();
    if (!is_own && ids.size() < kMostHops) return false;
    ++loop_count_;
    return true;
}

std::vector<api::ForwardReading> Forwarder::readings() const {
    std::vector<api::ForwardReading> readings;
    for (const auto& destination : destinations_) readings.push_back(destination->reading());
    return readings;
}

void Forwarder::finish() {
    if (!thread_.joinable()) return;
    boost::asio::steady_timer deadline(io_, kLastFlush);
    std::size_t open = destinations_.size();
    boost::asio::post(io_, [this, &deadline, &open] {
        deadline.async_wait([this](boost::system::error_code cancelled) {
            if (!cancelled) io_.stop();
        });
        for (const auto& destination : destinations_) {
            destination->stop([this, &open] {
                if (--open == 0) io_.stop();
            });
        }
    });
    thread_.join();
    for (const auto& destination : destinations_) destination->give_up();
}

}  // namespace xray::emulator
