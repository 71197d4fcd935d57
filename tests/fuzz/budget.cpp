// SPDX-License-Identifier: Apache-2.0
#include "tests/fuzz/budget.hpp"

#include <chrono>
#include <cstddef>
#include <ctime>
#include <string>

#include "tests/fuzz/allocation.hpp"
#include "tests/fuzz/target.hpp"

namespace xray::fuzz {
namespace {

using std::chrono::milliseconds;
using std::chrono::nanoseconds;

constexpr milliseconds kPlainCpu{100};
constexpr milliseconds kMostCpu = kHasSanitizer ? 10 * kPlainCpu : kPlainCpu;
constexpr std::size_t kMostBytes = 256U << 20U;

nanoseconds cpu_time() {
    timespec time{};
    ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return std::chrono::seconds(time.tv_sec) + nanoseconds(time.tv_nsec);
}

nanoseconds measure(const std::function<void()>& work) {
    const nanoseconds before = cpu_time();
    watch_allocations(kMostBytes);
    work();
    stop_watching_allocations();
    return cpu_time() - before;
}

}  // namespace

void run_within_budget(const std::function<void()>& work) {
    if (measure(work) <= kMostCpu) return;
    const nanoseconds taken = measure(work);
    if (taken <= kMostCpu) return;
    const auto ms = std::chrono::duration_cast<milliseconds>(taken);
    require(false, "took " + std::to_string(ms.count()) + " ms of CPU time, over the budget of " +
                       std::to_string(kMostCpu.count()) + " ms");
}

}  // namespace xray::fuzz
