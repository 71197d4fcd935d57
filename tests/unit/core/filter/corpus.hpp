// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>
#include <vector>

#include "core/digest/trace_digest.hpp"

namespace xray::filter::testing {

// The account of the emulator in the tests below.
inline constexpr std::string_view kOwnAccount = "000000000000";

// A trace that expressions are tried on.
struct Specimen {
    std::string_view name;
    TraceDigest digest;
};

// Traces that between them have every field of a digest, set and not set:
//
//   shop     a healthy one: browser -> shop-web -> cart (another account) and a DynamoDB table; all
//   annotation types broken   fault at the root, a Lambda function behind a gateway, a database that failed,
//   exceptions slow     error 404 at the root, slow because of weather-api and its cache limited  a throttled
//   root whose document says error too running  still in progress orphan   partial: its root never came
//   handled  good at the root, with a fault below that the caller dealt with
[[nodiscard]] const std::vector<Specimen>& corpus();

[[nodiscard]] const TraceDigest& specimen(std::string_view name);

}  // namespace xray::filter::testing
