# SPDX-License-Identifier: GPL-2.0-or-later
"""A node behind an STP: SCCP in M3UA over SCTP (RFC 4666), as an application
server process of it.  Needs a kernel that has SCTP.
"""
import select
import socket
import struct
import time

SCTP, SNDRCV, PPID = 132, 1, 3      # RFC 6458 5.3.2
ERR, NTFY, DATA = 0x0000, 0x0001, 0x0101
ASPUP, ASPUP_ACK, BEAT, BEAT_ACK = 0x0301, 0x0304, 0x0303, 0x0306
ASPAC, ASPAC_ACK = 0x0401, 0x0403
CONTEXT, PROTOCOL_DATA = 0x0006, 0x0210
SI_SCCP, NI = 3, 0


def point_code(text):
    a, b, c = map(int, text.split("."))
    return a << 11 | b << 3 | c


class Node:
    """From that port of ours to that of the STP; pc: our own, and context the
    routing context that it has for it."""

    def __init__(self, name, port, stp_port, context, pc):
        self.name, self.context = name, context
        self.pc = point_code(pc)
        self.got = []               # (opc, dpc, sls, SCCP)
        self.wrong = []
        self.active = False
        self.sock = None
        self.ends = ("127.0.0.1", port), ("127.0.0.1", stp_port)

    def begin(self):
        """False: nobody listens there."""
        self.active = False
        self.sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM, SCTP)
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.sock.settimeout(2)
        try:
            self.sock.bind(self.ends[0])
            self.sock.connect(self.ends[1])
        except OSError:
            self.end()
            return False
        self.put(ASPUP)
        return True

    def end(self):
        if self.sock is not None:
            self.sock.close()
        self.sock = None
        self.active = False

    def put(self, kind, value=b""):
        message = struct.pack(">HHI", 0x100, kind, 8 + len(value)) + value
        # stream 0 is for management
        info = struct.pack("=HHHHIIIIIi", 1 if kind == DATA else 0, 0, 0, 0,
                           socket.htonl(PPID), 0, 0, 0, 0, 0)
        self.sock.sendmsg([message], [(SCTP, SNDRCV, info)])

    def send(self, dpc, sls, octets):
        value = struct.pack(">IIBBBB", self.pc, point_code(dpc), SI_SCCP, NI,
                            0, sls) + octets
        self.put(DATA, struct.pack(">HHI", CONTEXT, 8, self.context) +
                 struct.pack(">HH", PROTOCOL_DATA, 4 + len(value)) + value +
                 bytes(-len(value) % 4))

    def data(self, octets):
        while len(octets) >= 4:
            tag, n = struct.unpack(">HH", octets[:4])
            if tag == PROTOCOL_DATA:
                opc, dpc, _, _, _, sls = struct.unpack(">IIBBBB", octets[4:16])
                self.got.append((opc, dpc, sls, octets[16:n]))
            octets = octets[n + -n % 4:]

    def read(self):
        """False: the STP is gone."""
        try:
            message = self.sock.recv(65536)
        except OSError:
            message = b""
        if not message:
            self.end()
            return False
        kind, = struct.unpack(">H", message[2:4])
        if kind == ASPUP_ACK:
            self.put(ASPAC, struct.pack(">HHI", CONTEXT, 8, self.context))
        elif kind == ASPAC_ACK:
            self.active = True
        elif kind == BEAT:
            self.put(BEAT_ACK, message[8:])
        elif kind == DATA:
            self.data(message[8:])
        elif kind == ERR:
            self.wrong.append(message.hex())
        return True


def turn(nodes, until):
    """Reads what came until that time at most."""
    there = [n for n in nodes if n.sock is not None]
    ready = select.select([n.sock for n in there], [], [],
                          max(0, until - time.monotonic()))[0]
    for n in there:
        if n.sock in ready:
            n.read()
