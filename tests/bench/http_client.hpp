// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace xray::bench {

// Where an X-Ray endpoint listens, by plain HTTP.
struct Endpoint {
    std::string host = "127.0.0.1";
    std::uint16_t port = 0;
    std::string path = {};  // in front of the operations' own; without a slash at its end

    // Of http://HOST[:PORT][/PATH]. Throws std::runtime_error for anything else.
    [[nodiscard]] static Endpoint of_url(std::string_view url);
};

// One kept-alive HTTP/1.1 connection on plain blocking sockets: the least a client can cost. It connects anew
// where the server closes it after an answer.
class HttpClient {
public:
    explicit HttpClient(Endpoint endpoint);  // throws std::runtime_error
    explicit HttpClient(std::uint16_t port) : HttpClient(Endpoint{.port = port}) {}
    HttpClient(const HttpClient&) = delete;
    HttpClient& operator=(const HttpClient&) = delete;
    ~HttpClient();

    // The body of the answer. Throws std::runtime_error for any status but 200.
    std::string get(std::string_view path) { return exchange("GET", path, {}); }
    std::string post(std::string_view path, std::string_view body) { return exchange("POST", path, body); }

private:
    std::string exchange(std::string_view method, std::string_view path, std::string_view body);
    void connect();
    void disconnect();
    void send_all(std::string_view bytes) const;
    void read_more();

    Endpoint endpoint_;
    int socket_ = -1;
    std::string request_;
    std::string received_;
};

}  // namespace xray::bench
