// SPDX-License-Identifier: Apache-2.0
#include "tests/api/support/api_fixture.hpp"

#include <catch2/catch.hpp>
#include <ostream>
#include <stdexcept>

namespace xray::tests {
namespace {

std::unique_ptr<storage::TraceStore> open_store(const storage::StoreOptions& options, const Clock& clock,
                                                Counters& counters) {
    auto opened = storage::TraceStore::open(options, clock, counters, [](std::string_view) {});
    if (!opened) throw std::runtime_error(opened.error().message);
    return std::move(*opened);
}

}  // namespace

Api::Api(const storage::StoreOptions& options)
    : store(open_store(options, adjustable_clock, counters)),
      ingest(*store, counters, adjustable_clock),
      context{*store, ingest, adjustable_clock, counters} {
    ingest.listen({.rejected = [this](const api::RejectedDocument& rejected, std::uint64_t count) {
        context.events.on_rejected({rejected.source, rejected.reason, rejected.message, count});
    }});
    context.version = "1.2.3";
    context.started = clock.now();
}

Api::Api(std::unique_ptr<storage::TraceStore> own_store)
    : store(std::move(own_store)),
      ingest(*store, counters, adjustable_clock),
      context{*store, ingest, adjustable_clock, counters} {}

api::HttpResponse Api::send(std::string_view method, std::string_view target, std::string_view body,
                            std::vector<std::pair<std::string, std::string>> headers) {
    return api::dispatch(context, api::HttpRequest{std::string(method), std::string(target),
                                                   std::move(headers), std::string(body)});
}

api::HttpResponse Api::post(std::string_view target, const nlohmann::json& body) {
    return send("POST", target, body.dump());
}

nlohmann::json Api::call(std::string_view target, const nlohmann::json& body) {
    const api::HttpResponse response = post(target, body);
    INFO(target << " " << body.dump() << " -> " << response.status << " " << response.body);
    REQUIRE(response.status == 200);
    return nlohmann::json::parse(response.body);
}

std::ostream& operator<<(std::ostream& out, const Failure& failure) {
    return out << failure.status << " " << failure.type << " " << failure.body.dump();
}

Failure failure_of(const api::HttpResponse& response) {
    return {response.status, header_of(response, "x-amzn-errortype").value_or(""),
            nlohmann::json::parse(response.body)};
}

Failure invalid_request(std::string_view message) {
    return {400, "InvalidRequestException", {{"Message", message}}};
}

Failure validation(std::string_view message) {
    return {400, "ValidationException", {{"message", message}}};
}

Failure serialization(std::string_view message) {
    return {400, "SerializationException", {{"Message", message}}};
}

std::optional<std::string> header_of(const api::HttpResponse& response, std::string_view name) {
    for (const auto& [key, value] : response.headers) {
        if (key == name) return value;
    }
    return std::nullopt;
}

}  // namespace xray::tests
