// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ip/udp.hpp>
#include <tl/expected.hpp>

#include "emulator/config/endpoint.hpp"

namespace xray::emulator {

// The two sockets, bound. From that moment the kernel keeps datagrams for the listener to come; TCP
// connections are taken from listen() on.
struct ListenSockets {
    boost::asio::ip::udp::socket udp;
    boost::asio::ip::tcp::acceptor tcp;
};

// Binds both. Where both ask for port 0 they get one number that was free for both. The error is one line
// that names the address and the reason.
[[nodiscard]] tl::expected<ListenSockets, std::string> bind_sockets(boost::asio::io_context& io,
                                                                    const Endpoint& udp, const Endpoint& tcp);

// Binds a further TCP socket. The error is as above; `in_use`: somebody else listens there.
[[nodiscard]] tl::expected<boost::asio::ip::tcp::acceptor, std::string> bind_tcp(boost::asio::io_context& io,
                                                                                 const Endpoint& endpoint,
                                                                                 bool& in_use);

}  // namespace xray::emulator
