// SPDX-License-Identifier: Apache-2.0
#include "emulator/config/container_server.hpp"

#include <catch2/catch.hpp>
#include <fstream>

#include "tests/api/support/temporary_folder.hpp"

using namespace xray::emulator;
using Arguments = std::vector<std::string>;

namespace {

// Processes as the kernel shows them in /proc.
class Processes {
public:
    void add(pid_t id, pid_t parent, const std::string& program, const Arguments& arguments,
             const Arguments& environment = {}) const {
        const std::filesystem::path folder = path() / std::to_string(id);
        std::filesystem::create_directories(folder);
        std::filesystem::create_symlink(program, folder / "exe");
        std::ofstream(folder / "stat") << id << " (a) b (c) S " << parent << " 1 1";
        write(folder / "cmdline", arguments);
        write(folder / "environ", environment);
    }

    [[nodiscard]] std::filesystem::path path() const { return folder_.file(""); }

    [[nodiscard]] std::vector<Arguments> found(pid_t self, pid_t parent) const {
        std::vector<Arguments> commands;
        for (const Invocation& process : find_container_processes(path(), self, parent))
            commands.push_back(process.arguments);
        return commands;
    }

private:
    static void write(const std::filesystem::path& file, const Arguments& texts) {
        std::ofstream out(file, std::ios::binary);
        for (const std::string& text : texts) out << text << '\0';
    }

    xray::tests::TemporaryFolder folder_;
};

const std::string kProgram = "/usr/local/bin/xray-emulator";

}  // namespace

TEST_CASE("container: its first process is found, with arguments and variables", "[container]") {
    const Processes processes;
    processes.add(1, 0, kProgram, {"xray-emulator", "--port", "3000"},
                  {"XRAY_EMULATOR_BIND=0.0.0.0", "X=a=b"});
    processes.add(9, 0, kProgram, {"xray-emulator", "health"});
    const auto found = find_container_processes(processes.path(), 9, 0);
    REQUIRE(found.size() == 1);
    CHECK(found[0].arguments == Arguments{"xray-emulator", "--port", "3000"});
    CHECK(found[0].environment == Environment{{"X", "a=b"}, {"XRAY_EMULATOR_BIND", "0.0.0.0"}});
    CHECK(processes.found(9, 7).size() == 1);  // from a shell within
}

TEST_CASE("container: behind an init the emulator is found as its child", "[container]") {
    const Processes processes;
    processes.add(1, 0, "/sbin/docker-init", {"docker-init", "--", "xray-emulator"});
    processes.add(7, 1, kProgram, {"xray-emulator"});
    processes.add(8, 7, kProgram, {"a child of it"});
    processes.add(9, 0, kProgram, {"xray-emulator", "health"});
    CHECK(processes.found(9, 0) == std::vector<Arguments>{{"xray-emulator"}});
}

TEST_CASE("container: outside of one, other emulators are nobody's business", "[container]") {
    const Processes processes;
    processes.add(1, 0, "/usr/lib/systemd/systemd", {"init"});
    processes.add(7, 1, kProgram, {"xray-emulator"});
    processes.add(9, 5, kProgram, {"xray-emulator", "health"});
    CHECK(processes.found(9, 5).empty());
    CHECK(find_container_processes(processes.path() / "nothing", 9, 0).empty());
}
