// SPDX-License-Identifier: Apache-2.0
#include "emulator/run/child_environment.hpp"

#include <string>

namespace xray::emulator {

Environment child_environment(Environment environment, const Endpoint& http, const Endpoint& daemon) {
    const std::string url = "http://" + to_string(http);
    environment["AWS_XRAY_DAEMON_ADDRESS"] = to_string(daemon);
    environment["AWS_ENDPOINT_URL_XRAY"] = url;
    environment["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"] = url + "/v1/traces";
    environment["OTEL_EXPORTER_OTLP_TRACES_PROTOCOL"] = "http/protobuf";
    environment["XRAY_EMULATOR_URL"] = url;

    const auto set_if_missing = [&](const std::string& name, const std::string& value) {
        if (!find_variable(environment, name)) environment[name] = value;
    };
    set_if_missing("AWS_REGION", find_variable(environment, "AWS_DEFAULT_REGION").value_or("us-east-1"));
    set_if_missing("AWS_DEFAULT_REGION", environment["AWS_REGION"]);
    set_if_missing("AWS_ACCESS_KEY_ID", "local");
    set_if_missing("AWS_SECRET_ACCESS_KEY", "local");
    set_if_missing("OTEL_METRICS_EXPORTER", "none");
    set_if_missing("OTEL_LOGS_EXPORTER", "none");
    set_if_missing("OTEL_BSP_SCHEDULE_DELAY", "100");
    if (find_variable(environment, "OTEL_TRACES_SAMPLER") == "xray")
        set_if_missing("OTEL_TRACES_SAMPLER_ARG", "endpoint=" + url);
    return environment;
}

}  // namespace xray::emulator
