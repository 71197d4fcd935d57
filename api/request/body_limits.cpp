// SPDX-License-Identifier: Apache-2.0
#include "api/request/body_limits.hpp"

#include "core/base/limits.hpp"

namespace xray::api {
namespace {

std::string mebibytes(std::size_t bytes) {
    return std::to_string(bytes >> 20U) + " MiB";
}

}  // namespace

std::string body_too_large_text(std::size_t limit) {
    std::string text = "The request body is larger than " + mebibytes(limit) + ".";
    if (limit < kMaxIngestBody) {
        text += " Only POST /TraceSegments and POST /v1/traces take up to " + mebibytes(kMaxIngestBody) + ".";
    }
    return text;
}

}  // namespace xray::api
