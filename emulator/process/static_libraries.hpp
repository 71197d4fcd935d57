// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace xray::emulator {

// Keeps a binary that has its libraries in it from loading others of the system it runs on, which would not
// fit: glibc loads what nsswitch.conf names for host names, OpenSSL what openssl.cnf names. Names are then
// looked up in /etc/hosts and by DNS. Does nothing in a binary that uses the system's libraries. To be called
// before the first thread.
void keep_to_static_libraries();

}  // namespace xray::emulator
