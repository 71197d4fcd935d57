// SPDX-License-Identifier: Apache-2.0
#include "emulator/config/environment.hpp"

#include "core/text/ascii.hpp"
#include "core/text/closest_name.hpp"

namespace xray::emulator {
namespace {

constexpr std::string_view kPrefix = "XRAY_EMULATOR_";

// Kubernetes sets XRAY_EMULATOR_PORT=tcp://ADDRESS:PORT in every pod beside a Service called xray-emulator,
// and with it XRAY_EMULATOR_SERVICE_PORT_HTTP, XRAY_EMULATOR_PORT_2000_TCP_ADDR and their like. Nobody meant
// these as options.
bool is_service_link(std::string_view name, std::string_view value) {
    if (value.starts_with("tcp://") || value.starts_with("udp://")) return true;
    const auto contains = [&](std::string_view part) { return name.find(part) != std::string_view::npos; };
    return contains("_SERVICE_HOST") || contains("_SERVICE_PORT") ||
           (contains("_PORT_") && (contains("_TCP") || contains("_UDP")));
}

}  // namespace

std::optional<std::string> find_variable(const Environment& environment, std::string_view name) {
    const auto found = environment.find(name);
    if (found == environment.end() || found->second.empty()) return std::nullopt;
    return found->second;
}

std::string variable_name(std::string_view option) {
    std::string name(kPrefix);
    for (const char c : option) name.push_back(c == '-' ? '_' : to_upper(c));
    return name;
}

tl::expected<EnvironmentOptions, std::string> read_environment(const Environment& environment) {
    std::map<std::string, std::string_view, std::less<>> options;
    for (const Option& option : all_options()) {
        if (option.scope == OptionScope::kServe) options.emplace(variable_name(option.name), option.name);
    }
    std::vector<std::string_view> endings;
    for (const auto& [name, option] : options)
        endings.push_back(std::string_view(name).substr(kPrefix.size()));

    EnvironmentOptions read;
    for (auto variable = environment.lower_bound(kPrefix); variable != environment.end(); ++variable) {
        const auto& [name, value] = *variable;
        if (!name.starts_with(kPrefix)) break;
        const bool is_for_clients = name == "XRAY_EMULATOR_BIN" || name == "XRAY_EMULATOR_URL";
        if (value.empty() || is_for_clients || is_service_link(name, value)) continue;
        if (const auto option = options.find(name); option != options.end()) {
            read.options[std::string(option->second)] = {value, name};
            continue;
        }
        const std::string_view meant = closest_name(std::string_view(name).substr(kPrefix.size()), endings);
        if (!meant.empty()) {
            return tl::unexpected(name + " is not an option" +
                                  did_you_mean(std::string(kPrefix) + std::string(meant)));
        }
        read.notes.push_back("the environment variable " + name + " is not an option and is ignored");
    }
    return read;
}

}  // namespace xray::emulator
