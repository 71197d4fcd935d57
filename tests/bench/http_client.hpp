// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace xray::bench {

// One kept-alive HTTP/1.1 connection to 127.0.0.1, on plain blocking sockets: the least a client can cost.
class HttpClient {
public:
    explicit HttpClient(std::uint16_t port);  // throws std::runtime_error
    HttpClient(const HttpClient&) = delete;
    HttpClient& operator=(const HttpClient&) = delete;
    ~HttpClient();

    // The body of the answer. Throws std::runtime_error for any status but 200.
    std::string get(std::string_view path) { return exchange("GET", path, {}); }
    std::string post(std::string_view path, std::string_view body) { return exchange("POST", path, body); }

private:
    std::string exchange(std::string_view method, std::string_view path, std::string_view body);
    void send_all(std::string_view bytes) const;
    void read_more();

    int socket_ = -1;
    std::string request_;
    std::string received_;
};

}  // namespace xray::bench
