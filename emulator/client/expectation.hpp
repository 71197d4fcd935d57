// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <tl/expected.hpp>

#include "core/base/time.hpp"
#include "emulator/client/client_command.hpp"
#include "emulator/client/emulator_client.hpp"

namespace xray::emulator {

// What `expect` and `run --expect` ask for, as it was written.
struct Expectation {
    std::string filter;
    std::vector<std::string> trace_ids;
    std::optional<std::uint64_t> count;
    std::optional<std::uint64_t> exactly;
    std::optional<std::uint64_t> at_most;
    std::vector<std::string> calls;  // FROM -> TO OP N
    bool partial = false;
    bool forbidden = false;  // --forbid: exactly 0
};

// The expectation in one line: `service("shop") AND fault, --count 2`.
[[nodiscard]] std::string to_string(const Expectation& expectation);

// How long to wait for it.
struct Patience {
    Micros within = 5 * kMicrosPerSecond;
    std::optional<Micros> quiet;
};

// The body for POST /_emulator/wait. The error says what is wrong with the expectation: the filter does not
// parse, the numbers contradict each other, ...
[[nodiscard]] tl::expected<std::string, std::string> wait_question(const Expectation& expectation,
                                                                   const Patience& patience);

// What became of an expectation.
struct Judgement {
    bool met = false;
    std::string answer;                  // the body of the emulator's answer
    std::string explanation;             // why it is not met
    std::vector<std::string> trace_ids;  // that matched
    std::uint64_t matched = 0;
};

// Asks a running emulator.
[[nodiscard]] CommandResult<Judgement> judge(const EmulatorClient& client, const Expectation& expectation,
                                             const Patience& patience);

}  // namespace xray::emulator
