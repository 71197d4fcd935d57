// SPDX-License-Identifier: Apache-2.0
#include "emulator/process/ready_file.hpp"

#include <unistd.h>

#include <nlohmann/json.hpp>

#include "emulator/config/text_file.hpp"
#include "emulator/version.hpp"

namespace xray::emulator {

tl::expected<void, std::string> write_ready_file(const std::string& path, const ReadyEndpoints& endpoints,
                                                 bool with_https) {
    nlohmann::ordered_json content;
    content["http"] = "http://" + to_string(endpoints.http);
    if (with_https) content["https"] = "https://" + to_string(endpoints.http);
    content["daemon"] = to_string(endpoints.daemon);
    content["otlpGrpc"] = "http://" + to_string(endpoints.otlp_grpc);
    content["pid"] = getpid();
    content["version"] = version();
    return write_text_file(path, content.dump() + "\n").map_error([](const std::string& reason) {
        return "ready file " + reason;
    });
}

}  // namespace xray::emulator
