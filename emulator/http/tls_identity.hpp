// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include <tl/expected.hpp>

namespace xray::emulator {

// A certificate chain and the private key to its first certificate, as PEM.
struct TlsIdentity {
    std::string certificate;
    std::string key;
};

// Makes a new key (P-256) and a certificate that it signs itself, good for a year from yesterday on: for
// localhost, 127.0.0.1, ::1 and `hosts`, names or addresses. A client that trusts this certificate trusts
// the emulator and nothing else, for it cannot sign others.
[[nodiscard]] tl::expected<TlsIdentity, std::string> make_self_signed_identity(
    const std::vector<std::string>& hosts);

}  // namespace xray::emulator
