# SPDX-License-Identifier: GPL-2.0-or-later
"""A node behind osmo-stp: SCCP in IPA over TCP, as its application server."""
import select
import socket
import struct
import time

CCM, SCCP = 0xfe, 0xfd
PING, PONG, ID_GET, ID_RESP, ID_ACK = 0, 1, 4, 5, 6
UNIT_NAME = 1


class Node:
    """name: the application server that the STP has for it."""

    def __init__(self, name, port):
        self.name = name
        self.buffer = b""
        self.got = []
        self.known = False
        self.sock = socket.create_connection(("127.0.0.1", port), 5)
        self.sock.settimeout(5)

    def put(self, protocol, octets):
        self.sock.sendall(struct.pack(">HB", len(octets), protocol) + octets)

    def send(self, *messages):
        for octets in messages:
            self.put(SCCP, octets)

    def management(self, octets):
        """CCM: whoever asks is told who we are."""
        if octets[0] == PING:
            self.put(CCM, bytes([PONG]))
        elif octets[0] == ID_GET:
            name = self.name.encode() + b"\0"
            self.put(CCM, bytes([ID_RESP]) + struct.pack(
                ">HB", len(name) + 1, UNIT_NAME) + name)
        elif octets[0] == ID_ACK and not self.known:
            self.known = True
            self.put(CCM, bytes([ID_ACK]))

    def read(self):
        more = self.sock.recv(65536)
        if not more:
            raise EOFError(f"{self.name}: the STP has closed")
        self.buffer += more
        while len(self.buffer) >= 3:
            n, protocol = struct.unpack(">HB", self.buffer[:3])
            if len(self.buffer) < 3 + n:
                return
            octets = self.buffer[3:3 + n]
            self.buffer = self.buffer[3 + n:]
            if protocol == CCM and octets:
                self.management(octets)
            elif protocol == SCCP:
                self.got.append(octets)


def turn(nodes, until):
    """Reads what came until that time at most."""
    ready = select.select([n.sock for n in nodes], [], [],
                          max(0, until - time.monotonic()))[0]
    for n in nodes:
        if n.sock in ready:
            n.read()
    return bool(ready)
