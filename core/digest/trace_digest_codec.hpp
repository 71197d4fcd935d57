// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/digest/trace_digest.hpp"

namespace xray {

// A compact binary form for storage; decode_digest(encode_digest(d)) equals d. The form may change between
// schema versions: storage drops and recomputes digests of another kDigestVersion.
inline constexpr std::uint32_t kDigestVersion = 6;
void encode_digest(const TraceDigest& digest, std::string& out);

// Decodes into `digest`, reusing its memory. False when the bytes are damaged; then `digest` is unspecified.
[[nodiscard]] bool decode_digest(std::string_view bytes, TraceDigest& digest);

}  // namespace xray
