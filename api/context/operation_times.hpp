// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace xray::api {

// How often each operation was called since the start, how that ended, and how long it took: from the request
// as it was read to the answer as it is written, so without the way through sockets and queues and without a
// delay of /_emulator/faults.
//
// Threads: every method may be called from any thread. A reader sees each number on its own, not one instant
// of all.
class OperationTimes {
public:
    // The upper bounds of the classes of times: three a decade, from the quickest answers to those that a
    // client gives up on. What takes longer than the last falls into a class of its own.
    static constexpr std::array<std::chrono::microseconds, 16> kBounds{
        std::chrono::microseconds{100},       std::chrono::microseconds{250},
        std::chrono::microseconds{500},       std::chrono::microseconds{1'000},
        std::chrono::microseconds{2'500},     std::chrono::microseconds{5'000},
        std::chrono::microseconds{10'000},    std::chrono::microseconds{25'000},
        std::chrono::microseconds{50'000},    std::chrono::microseconds{100'000},
        std::chrono::microseconds{250'000},   std::chrono::microseconds{500'000},
        std::chrono::microseconds{1'000'000}, std::chrono::microseconds{2'500'000},
        std::chrono::microseconds{5'000'000}, std::chrono::microseconds{10'000'000}};
    static constexpr std::size_t kClasses = kBounds.size() + 1;

    struct Reading {
        std::string_view operation;
        // Calls by the time they took: those within a bound and above the one before it.
        std::array<std::uint64_t, kClasses> calls{};
        std::chrono::nanoseconds total{0};
        std::uint64_t errors = 0;  // answered with a status of 400 to 499
        std::uint64_t faults = 0;  // answered with a status of 500 and above
    };

    OperationTimes();

    // `operation` is one of model::operation_names(); any other name is not counted.
    void count(std::string_view operation, std::chrono::nanoseconds took, unsigned status);

    // Every operation, in alphabetical order.
    [[nodiscard]] std::vector<Reading> read() const;

private:
    using Count = std::atomic<std::uint64_t>;

    // Threads that serve different operations share no line of the processor's cache.
    struct alignas(64) Times {
        std::array<Count, kClasses> calls{};
        Count nanoseconds{0};
        Count errors{0};
        Count faults{0};
    };

    std::vector<Times> times_;  // in the order of model::operation_names()
};

}  // namespace xray::api
