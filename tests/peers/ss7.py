# SPDX-License-Identifier: GPL-2.0-or-later
"""An MSC/VLR and an HLR on both sides of the firewall.

    ss7.py PORT-OF-THE-PARTNER'S-STP PORT-OF-HOME'S-STP PID-OF-THE-FIREWALL

Every message that passes is compared octet for octet with what was sent.
Says what is wrong, and ends with 1 then.
"""
import os
import signal
import sys
import time

import ipa
import octets as o

IMSI, MSISDN = "001010000000002", "88210555000002"
VLR, MSC, HLR, OUR_VLR = "99970000012", "99970000011", "88210000001", \
    "88210000012"
SCANNER, SCF = "99970000666", "99970000007"
SSN_HLR, SSN_VLR, SSN_MSC, SSN_SCF = 6, 7, 8, 147
UNKNOWN_SUBSCRIBER = 1
vlr, hlr = o.address(VLR, SSN_VLR), o.address(HLR, SSN_HLR)
wrong = 0


def fail(text):
    global wrong
    wrong += 1
    print(text)


class Lab:
    def __init__(self, far, near):
        self.msc = ipa.Node("msc", far)
        self.hlr = ipa.Node("hlr", near)
        self.nodes = [self.msc, self.hlr]
        self.wait(lambda: all(n.known for n in self.nodes), 5)

    def wait(self, done, seconds):
        until = time.monotonic() + seconds
        while not done():
            if time.monotonic() >= until:
                return False
            ipa.turn(self.nodes, until)
        return True

    def forget(self):
        for n in self.nodes:
            n.got.clear()

    def passes(self, what, source, target, *messages):
        """All come, in their order and as they are."""
        self.forget()
        source.send(*messages)
        self.wait(lambda: len(target.got) >= len(messages), 3)
        if target.got != list(messages):
            fail(f"{what}: sent {[m.hex() for m in messages]}, "
                 f"there came {[m.hex() for m in target.got]}")
        if source.got:
            fail(f"{what}: came back {[m.hex() for m in source.got]}")

    def drops(self, what, message, seconds=0.7):
        self.forget()
        self.msc.send(message)
        self.wait(lambda: False, seconds)
        if self.hlr.got or self.msc.got:
            fail(f"{what}: there came {[m.hex() for m in self.hlr.got]}, "
                 f"back {[m.hex() for m in self.msc.got]}")


def begin(operation, tid, called=hlr, calling=vlr):
    context, component = operation
    return o.unitdata(called, calling, o.transaction(
        o.BEGIN, component, otid=tid, dialogue=o.request_of(context)))


def tid(n):
    return (0x51000000 + n).to_bytes(4, "big")


# ---- what a subscriber does who comes ----

def attach(lab):
    far, near = tid(1), bytes.fromhex("0b000001")
    sai = o.authenticate(IMSI)
    lab.passes("SAI", lab.msc, lab.hlr, begin(sai, far))
    lab.passes("SAI answer", lab.hlr, lab.msc, o.unitdata(
        vlr, hlr, o.transaction(o.END, o.vectors(1), dtid=far,
                                dialogue=o.accept_of(sai[0]))))
    far = tid(2)
    ul = o.update_location(IMSI, MSC, VLR)
    lab.passes("UL", lab.msc, lab.hlr, begin(ul, far))
    lab.passes("ISD", lab.hlr, lab.msc, o.unitdata(
        vlr, hlr, o.transaction(o.CONTINUE, o.insert_data(MSISDN), otid=near,
                                dtid=far, dialogue=o.accept_of(ul[0]))))
    lab.passes("ISD answer", lab.msc, lab.hlr, o.unitdata(
        hlr, vlr, o.transaction(o.CONTINUE, o.result(7), otid=far,
                                dtid=near)))
    lab.passes("UL answer", lab.hlr, lab.msc, o.unitdata(
        vlr, hlr, o.transaction(o.END, o.result(2, o.tlv(
            0x30, o.tlv(4, o.number(HLR)))), dtid=far)))


def segments(lab):
    far, near = tid(3), bytes.fromhex("0b000002")
    context, component = o.authenticate(IMSI)
    data = o.transaction(o.BEGIN, component, otid=far,
                         dialogue=o.request_of(context))
    lab.passes("SAI in segments", lab.msc, lab.hlr,
               *o.segmented(hlr, vlr, data, 0x123456, 40))
    data = o.transaction(o.END, o.vectors(5), dtid=far,
                         dialogue=o.accept_of(context))
    lab.passes("SAI answer in segments", lab.hlr, lab.msc,
               *o.segmented(vlr, hlr, data, 0x654321, 150))


# ---- attacks ----

def category1(lab):
    lab.drops("ATI", begin(o.any_time(IMSI, SCF), tid(4),
                           calling=o.address(SCF, SSN_SCF)))


def category2(lab):
    """The answer is from whom it was for, and ends the dialogue."""
    ours = o.address(OUR_VLR, SSN_VLR)
    asks = o.address(HLR.replace("88210", "99970"), SSN_HLR)
    psi = o.subscriber_info(IMSI)
    lab.forget()
    lab.msc.send(begin(psi, tid(5), called=ours, calling=asks))
    lab.wait(lambda: lab.msc.got, 2)
    lab.wait(lambda: False, 0.3)
    if lab.hlr.got or len(lab.msc.got) != 1:
        fail(f"PSI: passed {len(lab.hlr.got)}, answers {len(lab.msc.got)}")
        return
    kind, _, called, calling, data = o.sccp(lab.msc.got[0])
    if kind != o.UDT or (called, calling) != (asks, ours):
        fail(f"PSI: answered with {lab.msc.got[0].hex()}")
    answer = o.tcap(data)
    if answer[:3] != (o.END, None, tid(5)) or len(answer[3]) != 1:
        fail(f"PSI: answered with TCAP {answer}")
        return
    component, value = answer[3][0]
    parts = o.elements(value)
    if component != o.ERROR or parts[0] != (2, b"\1") or \
            parts[1][0] != 2 or parts[1][1][0] not in (34, 35, 36, 49):
        fail(f"PSI: answered with component {component:#x} {parts}")


def scan(lab):
    """Home knows none of them; after some the source is heard no more."""
    who = o.address(SCANNER, SSN_MSC)
    passed = 0
    for i in range(60):
        number = f"88210555{100000 + 7919 * i % 900000:06d}"[:14]
        message = begin(o.routing_info_sm(number, SCANNER), tid(100 + i),
                        calling=who)
        lab.forget()
        lab.msc.send(message)
        if not lab.wait(lambda: lab.hlr.got, 0.3 if passed else 2):
            break
        if lab.hlr.got != [message]:
            fail(f"scan: there came {[m.hex() for m in lab.hlr.got]}")
        passed += 1
        lab.hlr.send(o.unitdata(who, hlr, o.transaction(
            o.END, o.error(UNKNOWN_SUBSCRIBER), dtid=tid(100 + i),
            dialogue=o.accept_of((20, 3)))))
        lab.wait(lambda: lab.msc.got, 1)
    print(f"scan: {passed} passed")
    if not 5 <= passed <= 40:
        fail(f"scan: {passed} of 60 passed")


# ---- who is killed ----

def children(pid):
    with open(f"/proc/{pid}/task/{pid}/children") as f:
        return [int(p) for p in f.read().split()]


def command(pid):
    with open(f"/proc/{pid}/comm") as f:
        return f.read().strip()


def killed(lab, parent, name):
    """Traffic goes on meanwhile; then it passes again as it is."""
    victims = [p for p in children(parent) if command(p) == name]
    if len(victims) != 1:
        fail(f"{name}: {[command(p) for p in children(parent)]}")
        return
    lab.forget()
    start = time.monotonic()
    came = sent = 0
    n = 0x10000 * (1 + sum(map(ord, name)))
    while time.monotonic() < start + 10:
        n += 1
        message = begin(o.authenticate(IMSI), tid(n))
        lab.msc.send(message)
        sent += 1
        if sent == 20:
            os.kill(victims[0], signal.SIGKILL)
        lab.wait(lambda: False, 0.01)
        came = lab.hlr.got[-1:] == [message]
        if came and sent > 20 and \
                victims[0] not in children(parent):
            break
    print(f"{name}: {len(lab.hlr.got)} of {sent} passed, again after "
          f"{time.monotonic() - start:.1f} s")
    if len(lab.hlr.got) < 10:
        fail(f"{name}: nothing passed before")
    if not came:
        fail(f"{name}: nothing passes again")
    lab.wait(lambda: False, 0.2)
    attach(lab)


def main():
    far, near, parent = map(int, sys.argv[1:])
    lab = Lab(far, near)
    until = time.monotonic() + 10
    message = begin(o.authenticate(IMSI), tid(0))
    while not lab.hlr.got and time.monotonic() < until:
        lab.msc.send(message)
        lab.wait(lambda: lab.hlr.got, 0.2)
    lab.wait(lambda: False, 0.3)
    for step in attach, segments, category1, category2, scan, attach:
        print(step.__name__)
        step(lab)
    for name in "breakwater-sigtran", "breakwater":
        killed(lab, parent, name[:15])
    return 1 if wrong else 0


sys.exit(main())
