// SPDX-License-Identifier: Apache-2.0
#include "emulator/process/health_check.hpp"

#include <array>
#include <chrono>
#include <iterator>
#include <optional>
#include <string_view>
#include <utility>

#include <boost/asio/ip/tcp.hpp>

#include "emulator/config/endpoint.hpp"

namespace xray::emulator {
namespace {

constexpr std::chrono::seconds kPatience{3};

// Plain HTTP is served on the port of https as well, so no certificate needs to be trusted.
std::optional<Endpoint> parse_url(std::string_view url) {
    constexpr std::array<std::pair<std::string_view, std::string_view>, 2> kSchemes{
        {{"http://", ":80"}, {"https://", ":443"}}};
    for (const auto& [scheme, default_port] : kSchemes) {
        if (!url.starts_with(scheme)) continue;
        url.remove_prefix(scheme.size());
        const std::string authority(url.substr(0, url.find('/')));
        if (authority.empty()) return std::nullopt;
        if (auto endpoint = parse_endpoint(authority)) return endpoint;
        return parse_endpoint(authority + std::string(default_port));
    }
    return std::nullopt;
}

}  // namespace

tl::expected<std::string, std::string> check_health(const std::string& url) {
    const std::optional<Endpoint> endpoint = parse_url(url);
    if (!endpoint) return tl::unexpected("'" + url + "' is not a URL of the form http://HOST:PORT");
    boost::asio::ip::tcp::iostream stream;
    stream.expires_after(kPatience);
    stream.connect(endpoint->host, std::to_string(endpoint->port));
    stream << "GET /_emulator/health HTTP/1.1\r\nHost: " << to_string(*endpoint)
           << "\r\nConnection: close\r\n\r\n"
           << std::flush;
    const std::string answer(std::istreambuf_iterator<char>(stream), {});
    const std::size_t end_of_head = answer.find("\r\n\r\n");
    if (end_of_head == std::string::npos) return tl::unexpected("no answer from " + url);
    if (!answer.starts_with("HTTP/1.1 200 ")) {
        return tl::unexpected(url + " answered: " + answer.substr(0, answer.find("\r\n")));
    }
    return answer.substr(end_of_head + 4);
}

}  // namespace xray::emulator
