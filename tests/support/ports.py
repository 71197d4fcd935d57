# SPDX-License-Identifier: Apache-2.0
"""Ports for programs that must be told one, as they cannot pick a free one and say which."""

import random
import socket
from pathlib import Path

RANGE = Path("/proc/sys/net/ipv4/ip_local_port_range")
LOWEST = 10000


def unclaimed_port():
    """A port of 127.0.0.1 that is free for UDP and TCP, and that the kernel gives to nobody who asks for any port.

    It is taken from below the range of such ports, so that it stays free until its program binds it, however long that
    takes and however many sockets others open meanwhile.
    """
    top = int(RANGE.read_text().split()[0]) if RANGE.exists() else 0
    if top <= LOWEST:
        top = 65536
    while True:
        port = random.randrange(LOWEST, top)
        with socket.socket() as tcp, socket.socket(type=socket.SOCK_DGRAM) as udp:
            try:
                tcp.bind(("127.0.0.1", port))
                udp.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
