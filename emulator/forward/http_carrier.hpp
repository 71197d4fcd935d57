// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ssl/context.hpp>

#include "emulator/forward/carrier.hpp"
#include "emulator/forward/http_connection.hpp"
#include "emulator/forward/target.hpp"
#include "emulator/forward/wire_form.hpp"

namespace xray::emulator {

// Sends batches as POST requests over one connection, which is opened when there is something to send and
// kept. Redirections are not followed: only the option says where documents go.
class HttpCarrier final : public Carrier {
public:
    // `target` must outlive it, and `tls` too, which is null for plain HTTP.
    HttpCarrier(boost::asio::io_context& io, const ForwardTarget& target, boost::asio::ssl::context* tls,
                std::unique_ptr<WireForm> form);
    ~HttpCarrier() override;

    void send(const OutgoingBatch& batch, Done done) override;
    void cancel() override;

private:
    using Response = HttpConnection::Response;

    [[nodiscard]] HttpConnection::Request request_of(const OutgoingBatch& batch) const;
    void send_on_new_connection();
    void exchange(bool may_reopen);
    [[nodiscard]] SendResult judge(const Response& response) const;
    void finish(SendResult result);

    boost::asio::io_context& io_;
    const ForwardTarget& target_;
    boost::asio::ssl::context* const tls_;
    const std::unique_ptr<WireForm> form_;
    std::shared_ptr<HttpConnection> connection_;
    // What is under way.
    const OutgoingBatch* batch_ = nullptr;
    std::uint64_t number_ = 0;
    std::string body_;
    Done done_;
};

}  // namespace xray::emulator
