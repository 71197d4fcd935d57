// SPDX-License-Identifier: Apache-2.0
// Any text as the daemon's cfg.yaml, as the configuration file of `serve`, as command lines (between zero
// bytes, the arguments), durations and addresses: read, or refused in one line.

#include <sys/mman.h>
#include <unistd.h>

#include <stdexcept>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "emulator/config/config.hpp"
#include "emulator/config/daemon_command_line.hpp"
#include "emulator/config/daemon_config_file.hpp"
#include "emulator/config/duration.hpp"
#include "emulator/config/endpoint.hpp"
#include "emulator/config/make_serve_config.hpp"
#include "tests/fuzz/byte_feed.hpp"
#include "tests/fuzz/target.hpp"

namespace xray::fuzz {
namespace {

constexpr std::size_t kMostArguments = 32;
constexpr Micros kThousandYears = 1000LL * 366 * 86400 * kMicrosPerSecond;

// A file that has no name in any folder.
class MemoryFile {
public:
    explicit MemoryFile(std::string_view text) : descriptor_(::memfd_create("config", MFD_CLOEXEC)) {
        const auto written = ::write(descriptor_, text.data(), text.size());
        if (written != static_cast<ssize_t>(text.size())) throw std::runtime_error("no file in memory");
    }
    MemoryFile(const MemoryFile&) = delete;
    MemoryFile& operator=(const MemoryFile&) = delete;
    ~MemoryFile() { ::close(descriptor_); }

    [[nodiscard]] std::string path() const { return "/proc/self/fd/" + std::to_string(descriptor_); }

private:
    int descriptor_;
};

void check_answer(const emulator::Command& command) {
    const auto* const answer = std::get_if<emulator::PrintedAnswer>(&command);
    require(answer == nullptr || !answer->text.empty(), "nothing is told of a misuse");
}

void check_files(std::string_view text) {
    const MemoryFile file(text);
    const std::vector<std::string> serve{"xray-emulator", "serve", "--config", file.path()};
    check_answer(emulator::read_command(serve, {}));
    const std::vector<std::string> daemon{"xray", "-c", file.path()};
    check_answer(emulator::read_command(daemon, {}));
    for (const bool strict : {false, true}) {
        if (const auto read = emulator::read_daemon_config(text, "cfg.yaml", strict)) {
            static_cast<void>(emulator::make_serve_config(read->options));
        } else {
            require(!read.error().empty(), "refused without a reason");
        }
    }
}

void check_command_lines(std::string_view text) {
    for (const std::string_view program : {"xray-emulator", "xray"}) {
        std::vector<std::string> arguments{std::string(program)};
        for_each_part(text, '\0', kMostArguments,
                      [&](std::string_view part) { arguments.emplace_back(part); });
        check_answer(emulator::read_command(arguments, {}));
        static_cast<void>(emulator::read_daemon_arguments(arguments));
    }
}

void check_values(std::string_view text) {
    if (const auto length = emulator::parse_duration(text)) {
        require(*length >= 0 && *length <= kThousandYears, "a length out of bounds");
    }
    if (const auto endpoint = emulator::parse_endpoint(text)) {
        require(emulator::parse_endpoint(emulator::to_string(*endpoint)) == endpoint,
                "an address is written as another");
    }
    static_cast<void>(emulator::parse_port(text));
}

// Every option takes any text as its value from the environment, and any name may stand there.
void check_environment(std::string_view text) {
    const std::vector<std::string> arguments{"xray-emulator", "serve"};
    const std::string value(text.substr(0, text.find('\0')));
    emulator::Environment environment;
    for (const emulator::Option& option : emulator::all_options()) {
        if (option.name != "config") environment[emulator::variable_name(option.name)] = value;
    }
    check_answer(emulator::read_command(arguments, environment));
    check_answer(emulator::read_command(arguments, {{"XRAY_EMULATOR_" + value, value}}));
}

}  // namespace

void test_input(std::string_view input) {
    check_files(input);
    check_command_lines(input);
    check_values(input);
    check_environment(input);
}

}  // namespace xray::fuzz
