// SPDX-License-Identifier: Apache-2.0
#include "api/request/body_limits.hpp"

#include "core/base/limits.hpp"

namespace xray::api {
namespace {

std::string mebibytes(std::size_t bytes) {
    return std::to_string(bytes >> 20U) + " MiB";
}

}  // namespace

std::size_t most_body_bytes(std::string_view method, std::string_view target) {
    std::string_view path = target.substr(0, target.find('?'));
    // As dispatch() takes it: a base address that ends in a slash doubles the first one.
    while (path.starts_with("//")) path.remove_prefix(1);
    const bool brings_traces = method == "POST" && (path == "/TraceSegments" || path == "/v1/traces");
    return brings_traces ? kMaxIngestBody : kMaxBody;
}

std::string body_too_large_text(std::size_t limit) {
    std::string text = "The request body is larger than " + mebibytes(limit) + ".";
    if (limit < kMaxIngestBody) {
        text += " Only POST /TraceSegments and POST /v1/traces take up to " + mebibytes(kMaxIngestBody) + ".";
    }
    return text;
}

}  // namespace xray::api
