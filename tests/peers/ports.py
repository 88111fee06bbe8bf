# SPDX-License-Identifier: GPL-2.0-or-later
"""Free TCP ports of loopback for programs that are told which; none of those
that the kernel gives to whoever connects, lest somebody has it before they
listen.

    ports.py NUMBER
"""
import random
import socket
import sys

RANGE = '/proc/sys/net/ipv4/ip_local_port_range'


def free(n):
    """So many of them."""
    with open(RANGE, encoding='ascii') as f:
        first = int(f.read().split()[0])
    found = []
    while len(found) < n:
        s = socket.socket()
        try:
            s.bind(('127.0.0.1', random.randrange(10000, max(first, 20000))))
            found.append(s)
        except OSError:
            s.close()
    ports = [s.getsockname()[1] for s in found]
    for s in found:
        s.close()
    return ports


if __name__ == '__main__':
    print(*free(int(sys.argv[1])))
