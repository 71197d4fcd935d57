// SPDX-License-Identifier: Apache-2.0
#include "emulator/config/make_serve_config.hpp"

#include <string_view>

namespace xray::emulator {
namespace {

OptionLayer defaults() {
    OptionLayer layer;
    for (const Option& option : all_options()) {
        if (option.default_text.empty()) continue;
        layer[std::string(option.name)] = {std::string(option.default_text),
                                           "default of --" + std::string(option.name)};
    }
    return layer;
}

// Whether options that are good each on its own go together.
tl::expected<void, std::string> check_tls(const TlsConfig& tls) {
    if (tls.certificate_file.empty() != tls.key_file.empty())
        return tl::unexpected(std::string("--tls-cert and --tls-key must be given together"));
    if (!tls.certificate_file.empty() && tls.self_signed)
        return tl::unexpected(std::string("--tls-cert and --tls-self-signed cannot be used together"));
    if (!tls.names.empty() && !tls.self_signed)
        return tl::unexpected(std::string("--tls-name requires --tls-self-signed"));
    if (!tls.certificate_out.empty() && !tls.self_signed)
        return tl::unexpected(std::string("--tls-cert-out requires --tls-self-signed"));
    return {};
}

tl::expected<void, std::string> check_forwarding(const ServeConfig& config) {
    if (!config.forward_ca.empty() && !has_tls(config.forwards))
        return tl::unexpected(std::string("--forward-ca requires a --forward to https"));
    return {};
}

}  // namespace

tl::expected<ServeConfig, std::string> make_serve_config(OptionLayer options) {
    const bool is_sampling_given = options.contains("sampling");
    add_lower_layer(options, defaults());
    ServeConfig config;
    for (const Option& option : all_options()) {
        const auto given = options.find(option.name);
        if (given == options.end() || option.read == nullptr) continue;
        const auto& [text, origin] = given->second;
        if (option.read(text, config)) continue;
        return tl::unexpected(origin + ": '" + text + "' is not " + std::string(option.expected) +
                              (option.suggest == nullptr ? "" : option.suggest(text)));
    }
    if (config.strict && !is_sampling_given) config.sampling = DefaultSampling::kAws;
    TlsConfig& tls = config.tls;
    if (const auto checked = check_tls(tls); !checked) return tl::unexpected(checked.error());
    if (const auto checked = check_forwarding(config); !checked) return tl::unexpected(checked.error());
    if (tls.self_signed && tls.certificate_out.empty() && !config.ready_file.empty())
        tls.certificate_out = config.ready_file + ".pem";
    return config;
}

}  // namespace xray::emulator
