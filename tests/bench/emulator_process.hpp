// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string>

namespace xray::bench {

// A folder below the system's temporary one that goes with the object.
class ScratchFolder {
public:
    ScratchFolder();
    ScratchFolder(const ScratchFolder&) = delete;
    ScratchFolder& operator=(const ScratchFolder&) = delete;
    ~ScratchFolder();
    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

// The real binary in a process of its own, on a free port of 127.0.0.1.
class EmulatorProcess {
public:
    // Starts it and waits for its ready file. `database` is ":memory:" or a file. Throws std::runtime_error.
    EmulatorProcess(const std::filesystem::path& binary, const std::string& database);
    EmulatorProcess(const EmulatorProcess&) = delete;
    EmulatorProcess& operator=(const EmulatorProcess&) = delete;
    ~EmulatorProcess();  // SIGTERM, and waits for the end

    [[nodiscard]] std::uint16_t port() const { return port_; }

    // From just before fork to the moment the ready file was there.
    [[nodiscard]] std::chrono::duration<double> time_to_ready() const { return time_to_ready_; }

    // VmRSS, in bytes.
    [[nodiscard]] std::uint64_t resident_bytes() const;

    // User and system time of all threads so far, in seconds.
    [[nodiscard]] double cpu_seconds() const;

private:
    ScratchFolder scratch_;
    pid_t pid_ = -1;
    std::uint16_t port_ = 0;
    std::chrono::duration<double> time_to_ready_{};
};

// How long a process takes that does nothing (/bin/true), from fork to its end.
[[nodiscard]] std::chrono::duration<double> time_of_empty_process();

}  // namespace xray::bench
