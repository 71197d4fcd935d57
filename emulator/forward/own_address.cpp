// SPDX-License-Identifier: Apache-2.0
#include "emulator/forward/own_address.hpp"

#include <ifaddrs.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <memory>

#include <boost/asio/ip/address.hpp>

#include "core/text/ascii.hpp"

namespace xray::emulator {
namespace {

using boost::asio::ip::address;

bool is_address(const sockaddr* own, const address& wanted) {
    if (own == nullptr) return false;
    if (own->sa_family == AF_INET && wanted.is_v4()) {
        const auto* const v4 = reinterpret_cast<const sockaddr_in*>(own);
        return ntohl(v4->sin_addr.s_addr) == wanted.to_v4().to_uint();
    }
    if (own->sa_family == AF_INET6 && wanted.is_v6()) {
        const auto* const v6 = reinterpret_cast<const sockaddr_in6*>(own);
        const auto bytes = wanted.to_v6().to_bytes();
        return std::equal(bytes.begin(), bytes.end(), std::begin(v6->sin6_addr.s6_addr));
    }
    return false;
}

bool is_of_this_machine(const address& wanted) {
    if (wanted.is_loopback() || wanted.is_unspecified()) return true;
    ifaddrs* list = nullptr;
    if (getifaddrs(&list) != 0) return false;
    const std::unique_ptr<ifaddrs, decltype(&freeifaddrs)> owner(list, freeifaddrs);
    for (const ifaddrs* one = list; one != nullptr; one = one->ifa_next) {
        if (is_address(one->ifa_addr, wanted)) return true;
    }
    return false;
}

}  // namespace

bool leads_here(const ForwardTarget& target, std::span<const std::uint16_t> own_ports,
                const std::string& machine_name) {
    const bool is_own_port =
        std::find(own_ports.begin(), own_ports.end(), target.server.port) != own_ports.end();
    if (!is_own_port) return false;
    boost::system::error_code is_name;
    const address host = boost::asio::ip::make_address(target.server.host, is_name);
    if (!is_name) return is_of_this_machine(host);
    const std::string name = to_lower(target.server.host);
    return name == "localhost" || name.ends_with(".localhost") || name == to_lower(machine_name);
}

}  // namespace xray::emulator
