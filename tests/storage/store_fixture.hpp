// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <catch2/catch.hpp>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/counters.hpp"
#include "core/base/time.hpp"
#include "storage/trace_store.hpp"

namespace xray::storage::testing {

inline constexpr Micros kNoon = 1'700'000'000 * kMicrosPerSecond;

class ManualClock final : public Clock {
public:
    [[nodiscard]] Micros now() const override { return now_; }
    void set(Micros time) { now_ = time; }
    void advance(Micros length) { now_ += length; }

private:
    std::atomic<Micros> now_{kNoon};
};

class TempFolder {
public:
    TempFolder() {
        std::string name = (std::filesystem::temp_directory_path() / "xray-storage-XXXXXX").string();
        REQUIRE(::mkdtemp(name.data()) != nullptr);
        path_ = name;
    }
    TempFolder(const TempFolder&) = delete;
    TempFolder& operator=(const TempFolder&) = delete;
    ~TempFolder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }

    [[nodiscard]] std::string file(std::string_view name) const { return (path_ / name).string(); }

private:
    std::filesystem::path path_;
};

inline TraceId trace_id(std::uint32_t number) {
    std::array<std::uint8_t, 16> bytes{0x65, 0x53, 0xf1, 0x00};
    for (std::size_t i = 0; i < 4; ++i) bytes[12 + i] = static_cast<std::uint8_t>(number >> (24 - 8 * i));
    return TraceId(bytes);
}

inline std::string seconds_text(Micros time) {
    std::string fraction = std::to_string(time % kMicrosPerSecond);
    fraction.insert(0, 6 - fraction.size(), '0');
    return std::to_string(time / kMicrosPerSecond) + "." + fraction;
}

struct SegmentOptions {
    bool complete = true;
    Micros start = kNoon;
    std::string name = "shop";
    std::size_t padding = 0;  // bytes of metadata
};

inline IncomingDocument segment(std::uint32_t trace, std::uint64_t id, const SegmentOptions& options = {}) {
    IncomingDocument document;
    document.trace_id = trace_id(trace);
    document.id = SegmentId(id);
    document.complete = options.complete;
    document.text = R"({"name":")" + options.name + R"(","id":")" + document.id.to_string() +
                    R"(","trace_id":")" + document.trace_id.to_string() + R"(","start_time":)" +
                    seconds_text(options.start);
    if (options.complete) {
        document.text += R"(,"end_time":)" + seconds_text(options.start + kMicrosPerSecond);
    } else {
        document.text += R"(,"in_progress":true)";
    }
    if (options.padding > 0) {
        document.text +=
            R"(,"metadata":{"default":{"padding":")" + std::string(options.padding, 'x') + R"("}})";
    }
    document.text += "}";
    return document;
}

template <class... Documents>
std::vector<IncomingDocument> delivery(Documents... documents) {
    std::vector<IncomingDocument> all;
    (all.push_back(std::move(documents)), ...);
    return all;
}

// A store with what it needs, which can be closed and opened again.
class StoreFixture {
public:
    explicit StoreFixture(StoreOptions options = {}) : options_(std::move(options)) { open(); }
    explicit StoreFixture(const std::string& path) : options_(StoreOptions{.path = path}) { open(); }

    void open() {
        auto opened = TraceStore::open(options_, clock, counters, [this](std::string_view) { ++log_lines; });
        if (!opened) FAIL(opened.error().message);
        store_ = *std::move(opened);
    }
    void close() { store_.reset(); }

    TraceStore* operator->() { return store_.get(); }
    TraceStore& operator*() { return *store_; }

    void put(std::vector<IncomingDocument> documents) {
        counters.documents_received += documents.size();
        const auto stored = store_->submit_and_wait(std::move(documents));
        if (!stored) FAIL(stored.error().message);
    }

    [[nodiscard]] bool counters_balance() const {
        return counters.documents_received == counters.documents_stored + counters.documents_duplicate +
                                                  counters.documents_rejected + counters.documents_dropped;
    }

    // The traces a scan meets, by the last 4 bytes of their ids.
    std::vector<std::uint32_t> scan(const TraceScan& range = {}) {
        store_->settle();
        std::vector<std::uint32_t> numbers;
        store_->scan(range, [&](const TraceDigest& digest) {
            const auto& bytes = digest.id.bytes();
            std::uint32_t number = 0;
            for (std::size_t i = 12; i < 16; ++i) number = number << 8 | bytes[i];
            numbers.push_back(number);
            return true;
        });
        return numbers;
    }

    std::uint32_t revision(std::uint32_t trace) {
        store_->settle();
        std::uint32_t revision = 0;
        store_->visit_digest(trace_id(trace), [&](const TraceDigest& digest) { revision = digest.revision; });
        return revision;
    }

    ManualClock clock;
    Counters counters;
    std::atomic<int> log_lines{0};

private:
    StoreOptions options_;
    std::unique_ptr<TraceStore> store_;
};

inline std::string bytes_of(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

}  // namespace xray::storage::testing
