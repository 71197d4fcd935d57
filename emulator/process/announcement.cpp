// SPDX-License-Identifier: Apache-2.0
#include "emulator/process/announcement.hpp"

#include <boost/asio/ip/address.hpp>

namespace xray::emulator {
namespace {

namespace ip = boost::asio::ip;

ip::address address_of(const Endpoint& endpoint) {
    boost::system::error_code no_address;
    return ip::make_address(endpoint.host, no_address);
}

bool is_open(const Endpoint& bound) {
    return !address_of(bound).is_loopback();
}

bool is_wildcard(const Endpoint& bound) {
    return address_of(bound).is_unspecified();
}

void append_addresses(std::vector<std::string>& lines, const Endpoint& daemon, const Endpoint& http) {
    const std::string udp = to_string(daemon);
    const std::string tcp = to_string(http);
    lines.push_back("export AWS_XRAY_DAEMON_ADDRESS=" +
                    (udp == tcp ? udp : "\"tcp:" + tcp + " udp:" + udp + "\""));
    lines.push_back("export AWS_ENDPOINT_URL_XRAY=http://" + tcp);
    lines.push_back("export OTEL_EXPORTER_OTLP_TRACES_ENDPOINT=http://" + tcp + "/v1/traces");
}

}  // namespace

bool is_open_to_network(const Listening& listening) {
    return is_open(listening.udp) || is_open(listening.tcp);
}

std::string network_warning(const Listening& listening) {
    return "whoever reaches UDP " + to_string(listening.udp) + " or TCP " + to_string(listening.tcp) +
           " over the network can read, change and delete everything here; --bind 127.0.0.1 keeps that to "
           "this "
           "machine, for a container -p 127.0.0.1:PORT:PORT does";
}

std::vector<std::string> export_lines(const Listening& listening, const std::string& region,
                                      const std::string& machine) {
    std::vector<std::string> lines{"to point an application or a tool at this emulator:"};
    append_addresses(lines, listening.daemon, listening.http);
    lines.emplace_back("export OTEL_EXPORTER_OTLP_TRACES_PROTOCOL=http/protobuf");
    lines.push_back("export AWS_REGION=" + region + " AWS_DEFAULT_REGION=" + region +
                    " AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test");
    if (is_wildcard(listening.udp) && is_wildcard(listening.tcp) && !machine.empty()) {
        lines.push_back("from other containers and machines, where they know this one as " + machine +
                        " (or by the name of its service):");
        append_addresses(lines, {machine, listening.udp.port}, {machine, listening.tcp.port});
    }
    return lines;
}

}  // namespace xray::emulator
