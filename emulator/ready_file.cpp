// SPDX-License-Identifier: Apache-2.0
#include "emulator/ready_file.hpp"

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <system_error>

#include <nlohmann/json.hpp>

#include "emulator/version.hpp"

namespace xray::emulator {

tl::expected<void, std::string> write_ready_file(const std::string& path, const Endpoint& http,
                                                 const Endpoint& daemon) {
    nlohmann::ordered_json content;
    content["http"] = "http://" + to_string(http);
    content["daemon"] = to_string(daemon);
    content["pid"] = getpid();
    content["version"] = version();

    const std::string temporary = path + "." + std::to_string(getpid()) + ".tmp";
    std::ofstream file(temporary, std::ios::trunc);
    file << content.dump() << '\n';
    file.close();
    std::error_code error;
    if (file) std::filesystem::rename(temporary, path, error);
    if (file && !error) return {};
    std::error_code ignored;
    std::filesystem::remove(temporary, ignored);
    const std::string reason = error ? error.message() : "it cannot be written";
    return tl::unexpected("ready file " + path + ": " + reason);
}

}  // namespace xray::emulator
