// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <string_view>

#include <tl/expected.hpp>

#include "emulator/config/endpoint.hpp"
#include "emulator/config/environment.hpp"

namespace xray::emulator {

struct ClientAnswer {
    unsigned status = 0;
    std::string body;
};

// Speaks HTTP to a running emulator, one connection for each request.
class EmulatorClient {
public:
    explicit EmulatorClient(Endpoint server) : server_(std::move(server)) {}

    // Of `http://HOST:PORT`, port 80 where none is given; what follows the port counts for nothing. The error
    // says what is wrong with the URL.
    [[nodiscard]] static tl::expected<EmulatorClient, std::string> open(const std::string& url);

    // "http://127.0.0.1:2000", for links.
    [[nodiscard]] std::string url() const;

    // Sends a request, and waits for the whole answer. The error says why there is none, in words for people.
    [[nodiscard]] tl::expected<ClientAnswer, std::string> send(std::string_view method,
                                                               std::string_view target, std::string_view body,
                                                               std::chrono::milliseconds patience) const;
    [[nodiscard]] tl::expected<ClientAnswer, std::string> get(std::string_view target) const;
    [[nodiscard]] tl::expected<ClientAnswer, std::string> post(std::string_view target,
                                                               std::string_view body) const;

    // Reads an answer that comes in pieces, line by line, until `take` returns false or the other side ends
    // it. `take` gets the status with each line.
    [[nodiscard]] tl::expected<void, std::string> read_lines(
        std::string_view target,
        const std::function<bool(unsigned status, std::string_view line)>& take) const;

private:
    Endpoint server_;
};

// Where an emulator is expected when nobody says: AWS_ENDPOINT_URL_XRAY, else http://127.0.0.1:2000.
[[nodiscard]] std::string default_endpoint(const Environment& environment);

// A text as it may stand in a query.
[[nodiscard]] std::string percent_encoded(std::string_view text);

}  // namespace xray::emulator
