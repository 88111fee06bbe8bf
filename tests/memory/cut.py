# SPDX-License-Identifier: GPL-2.0-or-later
"""Another capture of the same story: CAPTURE LABELS OUT FROM [AT BACK].

Leaves out the first FROM seconds, as a capture does that starts in the middle
of a day; from second AT on (of the story) all times are BACK seconds earlier,
as after a clock was put right.  Writes OUT.pcap and OUT.tsv, which counts
frames anew.
"""
import struct
import sys


def main(capture, labels, out, start, at=None, back="0"):
    with open(labels) as f:
        lines = {}
        for line in f:
            frame, rest = line.split("\t", 1)
            lines[int(frame)] = rest
    with open(capture, "rb") as f:
        data = f.read()
    if struct.unpack_from("<I", data)[0] != 0xa1b2c3d4:
        sys.exit(capture + ": not a capture in microseconds")
    first = struct.unpack_from("<I", data, 24)[0]
    jump = None if at is None else first + int(at)
    place, frame, kept = 24, 0, 0
    with open(out + ".pcap", "wb") as pcap, open(out + ".tsv", "w") as tsv:
        pcap.write(data[:24])
        while place < len(data):
            ts, us, size, full = struct.unpack_from("<IIII", data, place)
            frame += 1
            if ts >= first + int(start):
                kept += 1
                if jump is not None and ts >= jump:
                    ts -= int(back)
                pcap.write(struct.pack("<IIII", ts, us, size, full))
                pcap.write(data[place + 16:place + 16 + size])
                if frame in lines:
                    tsv.write("%d\t%s" % (kept, lines[frame]))
            place += 16 + size


main(*sys.argv[1:])
