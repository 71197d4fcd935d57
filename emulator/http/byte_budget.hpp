// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

namespace xray::emulator {

// Counts the bytes that all connections hold for requests and answers. It refuses nothing itself: whoever
// would hold more asks is_short() first. For one thread.
class ByteBudget {
public:
    explicit ByteBudget(std::size_t most) : most_(most) {}

    [[nodiscard]] bool is_short() const { return held_ >= most_; }

    // One connection's share, to be given back with hold(0).
    class Share {
    public:
        explicit Share(ByteBudget& budget) : budget_(budget) {}
        Share(const Share&) = delete;
        Share& operator=(const Share&) = delete;
        ~Share() = default;

        // From now on it holds so many bytes.
        void hold(std::size_t bytes) {
            budget_.held_ += bytes;
            budget_.held_ -= bytes_;
            bytes_ = bytes;
        }

        [[nodiscard]] std::size_t held() const { return bytes_; }

    private:
        ByteBudget& budget_;
        std::size_t bytes_ = 0;
    };

private:
    const std::size_t most_;
    std::size_t held_ = 0;
};

}  // namespace xray::emulator
