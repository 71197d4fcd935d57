// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

// What a fuzz target is made of: one function of its own, and checks that end the process where they fail, so
// that the fuzzer keeps the input.
namespace xray::fuzz {

// The longest input of any target, in bytes; the budgets (budget.hpp) are for one of this length.
inline constexpr std::size_t kMaxInput = 64U * 1024;

// Each target defines it: does with the input what the target is about. Leaves nothing behind that would make
// the next input another one.
void test_input(std::string_view input);

// Ends the process with the message unless the condition holds.
void require(bool condition, std::string_view message);

// Ends the process unless the text is one JSON value.
void require_json(std::string_view text);

}  // namespace xray::fuzz
