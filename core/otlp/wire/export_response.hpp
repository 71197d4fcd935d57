// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace xray::otlp {

enum class Encoding { kProtobuf, kJson };

// Codes of google.rpc.Status.
inline constexpr std::int32_t kInvalidArgument = 3;
inline constexpr std::int32_t kUnavailable = 14;

// An ExportTraceServiceResponse: empty where nothing was refused, else with its partial_success.
[[nodiscard]] std::string encode_export_response(Encoding encoding, std::int64_t rejected_spans,
                                                 std::string_view message);

// A google.rpc.Status, the body of OTLP's errors.
[[nodiscard]] std::string encode_status(Encoding encoding, std::int32_t code, std::string_view message);

// What an ExportTraceServiceResponse in protobuf says of refused spans; nothing was refused where the bytes
// are no such.
struct PartialSuccess {
    std::int64_t rejected_spans = 0;
    std::string message;
};
[[nodiscard]] PartialSuccess read_partial_success(std::string_view protobuf);

// The message of an encoded google.rpc.Status in protobuf; empty where it has none or the bytes are no such.
[[nodiscard]] std::string message_of_status(std::string_view protobuf);

}  // namespace xray::otlp
