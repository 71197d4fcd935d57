// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>

namespace xray::fuzz {

// Runs what one input asks for, all threads of the process counted, and ends the process with a message where
// it takes more than 100 ms of CPU time (a second: with sanitizers) or more than 256 MB of memory at a time.
//
// Time is a finding only if a second run needs as long: the first may pay for what is made once, or for a
// machine that does other work. Memory is what operator new gives; with sanitizers it is what malloc gives,
// that of C libraries too.
void run_within_budget(const std::function<void()>& work);

}  // namespace xray::fuzz
