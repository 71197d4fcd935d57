// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/emulator_process.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <stdexcept>
#include <thread>
#include <vector>

namespace xray::bench {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::seconds kLongestStart{20};

pid_t start_process(std::vector<std::string> words) {
    std::vector<char*> arguments;
    for (std::string& word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    pid_t pid = -1;
    const int failed = posix_spawn(&pid, words[0].c_str(), &actions, nullptr, arguments.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    if (failed != 0) throw std::runtime_error("cannot start " + words[0]);
    return pid;
}

}  // namespace

ScratchFolder::ScratchFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "xray-bench-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("cannot create a folder " + name);
    path_ = name;
}

ScratchFolder::~ScratchFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
}

EmulatorProcess::EmulatorProcess(const std::filesystem::path& binary, const std::string& database) {
    const std::filesystem::path ready = scratch_.path() / "ready.json";
    const auto started = Clock::now();
    pid_ = start_process({binary.string(), "serve", "--port", "0", "--db", database, "--ready-file",
                          ready.string(), "--log-level", "error"});
    while (access(ready.c_str(), R_OK) != 0) {
        if (waitpid(pid_, nullptr, WNOHANG) == pid_) throw std::runtime_error("the emulator ended at once");
        if (Clock::now() - started > kLongestStart) throw std::runtime_error("the emulator is not ready");
        std::this_thread::sleep_for(std::chrono::microseconds(100));
    }
    time_to_ready_ = Clock::now() - started;
    std::ifstream file(ready);
    const auto daemon = nlohmann::json::parse(file).at("daemon").get<std::string>();
    port_ = static_cast<std::uint16_t>(std::stoi(daemon.substr(daemon.rfind(':') + 1)));
}

EmulatorProcess::~EmulatorProcess() {
    kill(pid_, SIGTERM);
    waitpid(pid_, nullptr, 0);
}

std::uint64_t EmulatorProcess::resident_bytes() const {
    std::ifstream file("/proc/" + std::to_string(pid_) + "/statm");
    std::uint64_t size = 0;
    std::uint64_t resident = 0;
    file >> size >> resident;
    return resident * static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
}

double EmulatorProcess::cpu_seconds() const {
    std::ifstream file("/proc/" + std::to_string(pid_) + "/stat");
    std::stringstream text;
    text << file.rdbuf();
    // The fields behind the name, which may hold anything, begin with the third; 14 and 15 are the times.
    std::istringstream fields(text.str().substr(text.str().rfind(')') + 2));
    std::string word;
    for (int field = 3; field < 14; ++field) fields >> word;
    double user = 0;
    double system = 0;
    fields >> user >> system;
    return (user + system) / static_cast<double>(sysconf(_SC_CLK_TCK));
}

std::chrono::duration<double> time_of_empty_process() {
    const auto started = Clock::now();
    const pid_t pid = start_process({"/bin/true"});
    waitpid(pid, nullptr, 0);
    return Clock::now() - started;
}

}  // namespace xray::bench
