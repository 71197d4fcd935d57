// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include <boost/asio/ip/udp.hpp>

#include "emulator/config/endpoint.hpp"

namespace xray::emulator {

// "127.0.0.1:41043", also of an IPv4 client at a socket for both.
[[nodiscard]] inline std::string sender_text(const boost::asio::ip::udp::endpoint& sender) {
    boost::asio::ip::address address = sender.address();
    if (address.is_v6() && address.to_v6().is_v4_mapped())
        address = boost::asio::ip::make_address_v4(boost::asio::ip::v4_mapped, address.to_v6());
    return to_string(Endpoint{address.to_string(), sender.port()});
}

}  // namespace xray::emulator
