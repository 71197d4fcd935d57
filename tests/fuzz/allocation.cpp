// SPDX-License-Identifier: Apache-2.0
#include "tests/fuzz/allocation.hpp"

#include <malloc.h>
#include <unistd.h>

#include <atomic>
#include <cstdint>
#include <cstdlib>
#include <limits>
#include <new>

#ifdef XRAY_FUZZ_SANITIZER
#include <sanitizer/allocator_interface.h>
#endif

namespace xray::fuzz {
namespace {

constexpr std::int64_t kNoLimit = std::numeric_limits<std::int64_t>::max();

// Allocation knows no object that could hold these.
std::atomic<std::int64_t> held{0};
std::atomic<std::int64_t> limit{kNoLimit};

void count_allocation(std::size_t bytes) {
    const auto size = static_cast<std::int64_t>(bytes);
    if (held.fetch_add(size, std::memory_order_relaxed) + size <= limit.load(std::memory_order_relaxed))
        return;
    limit = kNoLimit;  // what follows may allocate
    static constexpr char kMessage[] = "finding: holds more memory than the budget allows\n";
    [[maybe_unused]] const auto written = ::write(STDERR_FILENO, kMessage, sizeof kMessage - 1);
    std::abort();
}

void count_release(std::size_t bytes) {
    held.fetch_sub(static_cast<std::int64_t>(bytes), std::memory_order_relaxed);
}

#ifdef XRAY_FUZZ_SANITIZER

void on_malloc(const volatile void* /*memory*/, std::size_t size) {
    count_allocation(size);
}

void on_free(const volatile void* memory) {
    if (memory != nullptr) count_release(__sanitizer_get_allocated_size(const_cast<const void*>(memory)));
}

[[maybe_unused]] const int kInstalled = __sanitizer_install_malloc_and_free_hooks(on_malloc, on_free);

#endif

}  // namespace

void watch_allocations(std::size_t most) {
    limit = held + static_cast<std::int64_t>(most);
}

void stop_watching_allocations() {
    limit = kNoLimit;
}

#ifndef XRAY_FUZZ_SANITIZER

namespace {

void* allocate(std::size_t size, std::size_t alignment) {
    void* memory = nullptr;
    if (alignment <= alignof(std::max_align_t)) {
        memory = std::malloc(size == 0 ? 1 : size);
    } else if (::posix_memalign(&memory, alignment, size) != 0) {
        memory = nullptr;
    }
    if (memory == nullptr) throw std::bad_alloc();
    count_allocation(::malloc_usable_size(memory));
    return memory;
}

void release(void* memory) noexcept {
    if (memory == nullptr) return;
    count_release(::malloc_usable_size(memory));
    std::free(memory);
}

}  // namespace

#endif

}  // namespace xray::fuzz

#ifndef XRAY_FUZZ_SANITIZER

void* operator new(std::size_t size) {
    return xray::fuzz::allocate(size, alignof(std::max_align_t));
}
void* operator new(std::size_t size, std::align_val_t alignment) {
    return xray::fuzz::allocate(size, static_cast<std::size_t>(alignment));
}
void operator delete(void* memory) noexcept {
    xray::fuzz::release(memory);
}
void operator delete(void* memory, std::size_t) noexcept {
    xray::fuzz::release(memory);
}
void operator delete(void* memory, std::align_val_t) noexcept {
    xray::fuzz::release(memory);
}
void operator delete(void* memory, std::size_t, std::align_val_t) noexcept {
    xray::fuzz::release(memory);
}

#endif
