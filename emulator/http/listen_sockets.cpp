// SPDX-License-Identifier: Apache-2.0
#include "emulator/http/listen_sockets.hpp"

#include <algorithm>
#include <type_traits>
#include <utility>

#include <boost/asio/ip/v6_only.hpp>

namespace xray::emulator {
namespace {

namespace ip = boost::asio::ip;
using boost::system::error_code;

constexpr int kPortAttempts = 100;

// Addresses as they are, names through the resolver, IPv4 first: that is what the SDKs send to.
ip::address resolve(boost::asio::io_context& io, const std::string& host, error_code& error) {
    ip::address literal = ip::make_address(host, error);
    if (!error) return literal;
    ip::tcp::resolver resolver(io);
    const auto found = resolver.resolve(host, "0", error);
    if (error) return {};
    const auto ipv4 = std::find_if(found.begin(), found.end(),
                                   [](const auto& entry) { return entry.endpoint().address().is_v4(); });
    return (ipv4 == found.end() ? found.begin() : ipv4)->endpoint().address();
}

// Opens and binds. A wildcard IPv6 socket takes IPv4 too.
template <class Socket, class EndpointType>
void open_bound(Socket& socket, const EndpointType& endpoint, error_code& error) {
    if (socket.is_open()) socket.close(error);
    socket.open(endpoint.protocol(), error);
    if (error) return;
    if (endpoint.address().is_v6()) socket.set_option(boost::asio::ip::v6_only(false), error);
    // Without this a restart fails while connections of the last run linger in TIME_WAIT. For UDP it would
    // let two processes share the port.
    if constexpr (std::is_same_v<Socket, ip::tcp::acceptor>) {
        socket.set_option(boost::asio::socket_base::reuse_address(true), error);
    }
    socket.bind(endpoint, error);
}

std::string describe(const char* protocol, const Endpoint& endpoint, const error_code& error) {
    std::string text =
        "cannot listen on " + std::string(protocol) + " " + to_string(endpoint) + ": " + error.message();
    if (error == boost::asio::error::address_in_use)
        text += "; is an X-Ray daemon or another emulator running? (--port 0 takes a free port)";
    return text;
}

}  // namespace

tl::expected<ListenSockets, std::string> bind_sockets(boost::asio::io_context& io, const Endpoint& udp,
                                                      const Endpoint& tcp) {
    error_code error;
    const ip::address udp_address = resolve(io, udp.host, error);
    if (error) return tl::unexpected(describe("UDP", udp, error));
    const ip::address tcp_address = resolve(io, tcp.host, error);
    if (error) return tl::unexpected(describe("TCP", tcp, error));

    ListenSockets sockets{ip::udp::socket(io), ip::tcp::acceptor(io)};
    const bool one_free_port = udp.port == 0 && tcp.port == 0;
    for (int attempt = 1;; ++attempt) {
        open_bound(sockets.udp, ip::udp::endpoint(udp_address, udp.port), error);
        if (error) return tl::unexpected(describe("UDP", udp, error));
        const std::uint16_t tcp_port = one_free_port ? sockets.udp.local_endpoint().port() : tcp.port;
        open_bound(sockets.tcp, ip::tcp::endpoint(tcp_address, tcp_port), error);
        if (!error) return sockets;
        const bool try_another = one_free_port && error == boost::asio::error::address_in_use;
        if (!try_another || attempt == kPortAttempts) return tl::unexpected(describe("TCP", tcp, error));
    }
}

tl::expected<ip::tcp::acceptor, std::string> bind_tcp(boost::asio::io_context& io, const Endpoint& endpoint,
                                                      bool& in_use) {
    error_code error;
    const ip::address address = resolve(io, endpoint.host, error);
    ip::tcp::acceptor acceptor(io);
    if (!error) open_bound(acceptor, ip::tcp::endpoint(address, endpoint.port), error);
    in_use = error == boost::asio::error::address_in_use;
    if (error) return tl::unexpected(describe("TCP", endpoint, error));
    return acceptor;
}

}  // namespace xray::emulator
