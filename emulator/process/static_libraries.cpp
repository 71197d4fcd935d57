// SPDX-License-Identifier: Apache-2.0
#include "emulator/process/static_libraries.hpp"

#ifdef XRAY_STATIC_LIBC
#include <nss.h>
#include <openssl/crypto.h>
#endif

namespace xray::emulator {

void keep_to_static_libraries() {
#ifdef XRAY_STATIC_LIBC
    // Both of these services are part of libc.a since glibc 2.34.
    __nss_configure_lookup("hosts", "files dns");
    OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG, nullptr);
#endif
}

}  // namespace xray::emulator
