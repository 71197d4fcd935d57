// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <mutex>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/base/error.hpp"

namespace xray::api {

// What `operation` says of a fault for datagrams, and of one for every operation of the X-Ray API.
inline constexpr std::string_view kUdpFault = "UDP";
inline constexpr std::string_view kEveryOperation = "*";

// A fault that a test has asked for (`/_emulator/faults`): which calls it meets, and what it does to
// them.
struct Fault {
    struct Delay {
        std::chrono::milliseconds length;
    };
    struct Drop {};

    std::string operation;                        // a name of the X-Ray API, kEveryOperation or kUdpFault
    std::variant<ErrorCode, Delay, Drop> effect;  // Drop: of datagrams
    std::optional<std::uint64_t> count;           // the next so many calls; they become fewer
    std::optional<double> share;                  // of the calls, 0 to 1
    std::uint64_t applied = 0;                    // how many calls it has met
};

// The faults in the order in which they are tried: a call meets the first one that is for it and whose turn
// it is, and no other.
//
// Threads: every method may be called from any thread.
class FaultList {
public:
    FaultList();

    // Whether there are none; takes no lock.
    [[nodiscard]] bool empty() const { return empty_; }
    [[nodiscard]] std::vector<Fault> all() const;
    void replace(std::vector<Fault> faults);

    // What a call of this operation, or a datagram (kUdpFault), meets; nothing: it goes on as it is.
    [[nodiscard]] std::optional<Fault> meet(std::string_view operation);

private:
    [[nodiscard]] bool takes_its_turn(Fault& fault);

    std::atomic<bool> empty_ = true;
    mutable std::mutex mutex_;  // guards everything below
    std::vector<Fault> faults_;
    std::mt19937_64 random_;
};

}  // namespace xray::api
