# SPDX-License-Identifier: GPL-2.0-or-later
"""An MSC/VLR and an HLR on both sides of the firewall.

    ss7.py NETWORK PORT-OF-PARTNERS'-STP PORT-OF-HOME'S-STP
        PID-OF-THE-FIREWALL STEP[:IMSI]...

The network is "alpha", face to face with home, or "beta", which is led by
global title.  Every message that passes is compared octet for octet with what
was sent.
Says what is wrong, and ends with 1 then.
"""
import os
import signal
import sys
import time

import ipa
import octets as o

FIRST_IMSI = IMSI = "001010000000002"
MSISDN = "88210555000002"
HLR, HOME_VLR, NOBODYS = "88210000001", "88210000012", "88219000001"
SSN_HLR, SSN_VLR, SSN_MSC, SSN_SCF = 6, 7, 8, 147
UNKNOWN_SUBSCRIBER, SYSTEM_FAILURE = 1, 34      # TS 29.002 17.6.6
NO_TRANSLATION = 0, 1               # Q.713 3.12, of such and of this one
UNQUALIFIED, HOP_VIOLATION = 7, 12
BEARS = 50                          # a second, as ss7.test has it
PATIENCE = 30                       # s, with what comes on any machine
ALLOWED, PROHIBITED, CONGESTED = 1, 2, 6        # Q.713 5.2.1
PC_MSC, PC_MSC2, PC_HLR = (125 << 3) + 1, (126 << 3) + 1, (250 << 3) + 2
hlr = o.address(HLR, SSN_HLR)
wrong = 0


def fail(text):
    global wrong
    wrong += 1
    print(text)


def short(messages):
    return [m.hex() for m in messages[:4]]


class Lab:
    """A visited network whose numbers begin so, and home.  number: of the
    nodes' names at their STPs; hops: taken from what is extended on the way."""

    def __init__(self, far, near, prefix, number="", hops=0):
        self.vlr_number, self.msc_number = prefix + "12", prefix + "11"
        self.vlr = o.address(self.vlr_number, SSN_VLR)
        self.hops = hops
        self.msc = ipa.Node("msc" + number, far)
        self.hlr = ipa.Node("hlr" + number, near)
        self.prefix = prefix
        self.paired = hops == 0
        self.nodes = [self.msc, self.hlr]
        self.wait(lambda: all(n.known for n in self.nodes), PATIENCE)

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

    def as_there(self, message):
        if message[0] < o.XUDT:
            return message
        return message[:2] + bytes([message[2] - self.hops]) + message[3:]

    def passes(self, what, source, target, *messages):
        """All come, in their order and as they are."""
        expected = [self.as_there(m) for m in messages]
        self.forget()
        source.send(*messages)
        self.wait(lambda: len(target.got) >= len(messages),
                  PATIENCE)
        if target.got != expected:
            fail(f"{what}: of {len(expected)} there came {len(target.got)}: "
                 f"expected {short(expected)}, not {short(target.got)}")
        if source.got:
            fail(f"{what}: came back {short(source.got)}")

    def drops(self, what, message, seconds=0.7):
        self.forget()
        self.msc.send(message)
        self.wait(lambda: False, seconds)
        if self.hlr.got or self.msc.got:
            fail(f"{what}: there came {[m.hex() for m in self.hlr.got]}, "
                 f"back {[m.hex() for m in self.msc.got]}")


def begin(operation, tid, calling, called=hlr):
    context, component = operation
    return o.unitdata(called, calling, o.transaction(
        o.BEGIN, component, otid=tid, dialogue=o.request_of(context)))


transactions = int(time.time() * 16) & 0xffffff


def next_tid():
    global transactions
    transactions += 1
    return (0x51000000 + transactions).to_bytes(4, "big")


def authenticated(lab, far, patience=0.5):
    """SAI and its answer, both as they are; false: either was lost."""
    operation = o.authenticate(IMSI)
    request = begin(operation, far, lab.vlr)
    answer = o.unitdata(lab.vlr, hlr, o.transaction(
        o.END, o.vectors(1), dtid=far, dialogue=o.accept_of(operation[0])))
    lab.forget()
    lab.msc.send(request)
    lab.wait(lambda: request in lab.hlr.got, patience)
    if lab.hlr.got != [request]:
        return False
    lab.hlr.send(answer)
    lab.wait(lambda: answer in lab.msc.got, patience)
    return lab.msc.got == [answer]


# ---- what a subscriber does who comes ----

def attach(lab):
    far, near = next_tid(), next_tid()
    sai = o.authenticate(IMSI)
    lab.passes("SAI", lab.msc, lab.hlr, begin(sai, far, lab.vlr))
    lab.passes("SAI answer", lab.hlr, lab.msc, o.unitdata(
        lab.vlr, hlr, o.transaction(o.END, o.vectors(1), dtid=far,
                                dialogue=o.accept_of(sai[0]))))
    far = next_tid()
    ul = o.update_location(IMSI, lab.msc_number, lab.vlr_number)
    lab.passes("UL", lab.msc, lab.hlr, begin(ul, far, lab.vlr))
    lab.passes("ISD", lab.hlr, lab.msc, o.unitdata(
        lab.vlr, hlr, o.transaction(
            o.CONTINUE, o.insert_data(MSISDN), otid=near, dtid=far,
            dialogue=o.accept_of(ul[0]))))
    lab.passes("ISD answer", lab.msc, lab.hlr, o.unitdata(
        hlr, lab.vlr, o.transaction(o.CONTINUE, o.result(7), otid=far,
                                dtid=near)))
    lab.passes("UL answer", lab.hlr, lab.msc, o.unitdata(
        lab.vlr, hlr, o.transaction(o.END, o.result(2, o.tlv(
            0x30, o.tlv(4, o.number(HLR)))), dtid=far)))


def segments(lab):
    far = next_tid()
    context, component = o.authenticate(IMSI)
    data = o.transaction(o.BEGIN, component, otid=far,
                         dialogue=o.request_of(context))
    lab.passes("SAI in segments", lab.msc, lab.hlr,
               *o.segmented(hlr, lab.vlr, data, 0x123456, 40))
    data = o.transaction(o.END, o.vectors(5), dtid=far,
                         dialogue=o.accept_of(context))
    lab.passes("SAI answer in segments", lab.hlr, lab.msc,
               *o.segmented(lab.vlr, hlr, data, 0x654321, 150))


# ---- attacks ----

def category1(lab):
    scf = lab.prefix + "07"
    lab.drops("ATI", begin(o.any_time(IMSI, scf), next_tid(),
                           o.address(scf, SSN_SCF)))


def comes_back(lab, what, message):
    """What alone comes back to who sent it, or None: told."""
    lab.forget()
    lab.msc.send(message)
    lab.wait(lambda: lab.msc.got, PATIENCE)
    lab.wait(lambda: False, 0.3)
    if lab.hlr.got or len(lab.msc.got) != 1:
        fail(f"{what}: passed {len(lab.hlr.got)}, back {len(lab.msc.got)}")
        return None
    return lab.msc.got[0]


def category2(lab):
    """The answer is from whom it was for, and ends the dialogue."""
    ours = o.address(HOME_VLR, SSN_VLR)
    asks = o.address(lab.prefix + "01", SSN_HLR)
    far = next_tid()
    back = comes_back(lab, "cancelLocation", begin(o.cancel_location(IMSI),
                                                   far, asks, ours))
    if back is None:
        return
    kind, _, called, calling, data = o.sccp(back)
    if kind != o.UDT or (called, calling) != (asks, ours):
        fail(f"cancelLocation: answered with {back.hex()}")
    answer = o.tcap(data)
    if answer[:3] != (o.END, None, far) or len(answer[3]) != 1:
        fail(f"cancelLocation: answered with TCAP {answer}")
        return
    component, value = answer[3][0]
    parts = o.elements(value)
    if component != o.ERROR or parts[0] != (2, b"\1") or \
            parts[1][0] != 2 or parts[1][1][0] not in (35, 36):
        fail(f"cancelLocation: answered with {component:#x} {parts}")


def undelivered(lab):
    """PSI, whatever carries it, comes back itself; or nothing does when its
    sender did not ask for that."""
    ours = o.address(HOME_VLR, SSN_VLR)
    asks = o.address(lab.prefix + "01", SSN_HLR)
    for make in (o.unitdata, o.extended, o.long):
        context, component = o.subscriber_info(IMSI)
        data = o.transaction(o.BEGIN, component, otid=next_tid(),
                             dialogue=o.request_of(context))
        psi = make(ours, asks, data, pclass=o.RETURN)
        back = comes_back(lab, "PSI", psi)
        if back is not None and o.sccp(back) != \
                (psi[0] + 1, UNQUALIFIED, asks, ours, data):
            fail(f"PSI: {psi.hex()}: {back.hex()}")
        lab.drops("PSI without option", make(ours, asks, data, pclass=0), 0.3)


def subsystems(lab):
    """Nobody tells us which of our subsystems work."""
    for kind in (PROHIBITED, ALLOWED, CONGESTED):
        lab.drops("SCMG of home", o.management(kind, SSN_HLR, PC_HLR), 0.3)
    if lab.paired:
        lab.passes("SCMG of alpha", lab.msc, lab.hlr,
                   o.management(PROHIBITED, SSN_VLR, PC_MSC))
        lab.passes("SCMG of home's", lab.hlr, lab.msc,
                   o.management(PROHIBITED, SSN_HLR, PC_HLR))
    else:
        lab.drops("SCMG of beta", o.management(PROHIBITED, SSN_VLR, PC_MSC2),
                  0.3)


def authenticate_not(lab):
    lab.drops("SAI", begin(o.authenticate(IMSI), next_tid(), lab.vlr))


# ---- the forms of SCCP ----

def forms(lab):
    """Each that there is, both ways, with what home could not deliver."""
    for make in (o.unitdata, o.extended, o.long):
        for pclass in (o.RETURN, o.RETURN | 1):
            far, (context, component) = next_tid(), o.authenticate(IMSI)
            request = make(hlr, lab.vlr, o.transaction(
                o.BEGIN, component, otid=far,
                dialogue=o.request_of(context)), pclass=pclass)
            lab.passes("request", lab.msc, lab.hlr, request)
            if pclass & 1:
                lab.passes("service message", lab.hlr, lab.msc,
                           o.returned(lab.as_there(request), 2))
                continue
            n = 5 if make is o.long else 1
            lab.passes("answer", lab.hlr, lab.msc, make(
                lab.vlr, hlr, o.transaction(
                    o.END, o.vectors(n), dtid=far,
                    dialogue=o.accept_of(context))))


def sequence(lab):
    """Class 1: in the order in which it came, all of it."""
    context, component = o.authenticate(IMSI)
    for _ in range(3):
        tids = [next_tid() for _ in range(32)]
        lab.passes("sequence", lab.msc, lab.hlr, *[
            o.unitdata(hlr, lab.vlr, o.transaction(
                o.BEGIN, component, otid=far,
                dialogue=o.request_of(context)), o.RETURN | 1)
            for far in tids])
        lab.passes("sequence back", lab.hlr, lab.msc, *[
            o.unitdata(lab.vlr, hlr, o.transaction(
                o.END, o.vectors(1), dtid=far,
                dialogue=o.accept_of(context)), 1) for far in tids])


def gone_round(lab):
    """A hop counter that has run down, of what is led by global title."""
    for make in (o.extended, o.long):
        context, component = o.authenticate(IMSI)
        message = make(hlr, lab.vlr, o.transaction(
            o.BEGIN, component, otid=next_tid(),
            dialogue=o.request_of(context)), hops=1)
        back = comes_back(lab, "hops", message)
        if back is not None and (back[0], back[1]) != \
                (message[0] + 1, HOP_VIOLATION):
            fail(f"hops: {message.hex()}: {back.hex()}")


def scan(lab):
    """Home knows none of them; after some the source is heard no more."""
    smsc = lab.prefix + "66"
    who = o.address(smsc, SSN_MSC)
    passed = 0
    for i in range(60):
        number = f"88210555{100000 + 7919 * i}"
        far = next_tid()
        message = begin(o.routing_info_sm(number, smsc), far, who)
        lab.forget()
        lab.msc.send(message)
        if not lab.wait(lambda: lab.hlr.got, PATIENCE if passed < 5 else 2):
            break
        if lab.hlr.got != [message]:
            fail(f"scan: there came {[m.hex() for m in lab.hlr.got]}")
        passed += 1
        lab.hlr.send(o.unitdata(who, hlr, o.transaction(
            o.END, o.error(UNKNOWN_SUBSCRIBER), dtid=far,
            dialogue=o.accept_of((20, 3)))))
        lab.wait(lambda: lab.msc.got, PATIENCE)
    print(f"scan: {passed} passed")
    if not 5 <= passed <= 40:
        fail(f"scan: {passed} of 60 passed")


# ---- more than home can bear ----

def errors(messages):
    """Those that refuse."""
    return [m for m in messages
            if o.tcap(o.sccp(m)[4])[3][0][0] == o.ERROR]


def storm(lab):
    """Critical devices all come through; of the others some, and each of the
    rest is told to come again."""
    critical, others = {}, {}
    refused = came = 0
    lab.forget()
    since = time.monotonic()
    for i in range(400):
        dialogues = critical if i % 20 == 0 else others
        imsi = f"{'001010911' if i % 20 == 0 else '001010200'}{i:06d}"
        far = next_tid()
        dialogues[far] = begin(o.authenticate(imsi), far, lab.vlr)
        lab.msc.send(dialogues[far])
        lab.wait(lambda: False, 0.004)
        while came < len(lab.hlr.got):
            lab.hlr.send(o.unitdata(lab.vlr, hlr, o.transaction(
                o.END, o.vectors(1), dtid=o.tcap(o.sccp(lab.hlr.got[
                    came])[4])[1], dialogue=o.accept_of((14, 3)))))
            came += 1
    lab.wait(lambda: len(lab.hlr.got) + len(errors(lab.msc.got)) == 400,
             PATIENCE)
    took = time.monotonic() - since
    at_home = set(lab.hlr.got)
    for message in errors(lab.msc.got):
        kind, _, dtid, components = o.tcap(o.sccp(message)[4])
        refused += 1
        if kind != o.END or dtid not in others or \
                o.elements(components[0][1])[1][1] != bytes([SYSTEM_FAILURE]):
            fail(f"storm: refused with {message.hex()}")
    passed = sum(m in at_home for m in others.values())
    print(f"storm: {passed} of {len(others)} passed, {refused} refused; "
          f"{sum(m in at_home for m in critical.values())} of "
          f"{len(critical)} critical ones passed")
    if not all(m in at_home for m in critical.values()):
        fail("storm: critical ones were lost")
    # what home bears in that time, and what may come at once; an authentication
    # that nothing follows is found to be half a procedure after two seconds
    most = BEARS * (took + max(took - 2, 0)) + 2
    if passed + refused != len(others) or not 10 <= passed <= most or \
            refused == 0:
        fail(f"storm: of the others, of whom there is room for {most:.0f}")


# ---- by global title ----

def untranslated(lab):
    """Nobody's number: its message comes back to whoever wants that."""
    request = begin(o.authenticate(IMSI), next_tid(), lab.vlr,
                    o.address(NOBODYS, SSN_HLR))
    lab.forget()
    lab.msc.send(request)
    lab.wait(lambda: lab.msc.got, PATIENCE)
    lab.wait(lambda: False, 0.3)
    if lab.hlr.got or len(lab.msc.got) != 1:
        fail(f"untranslated: passed {len(lab.hlr.got)}, "
             f"back {len(lab.msc.got)}")
        return
    kind, cause, called, calling, data = o.sccp(lab.msc.got[0])
    sent = o.sccp(request)
    if kind != o.UDTS or cause not in NO_TRANSLATION or \
            (called, calling, data) != (sent[3], sent[2], sent[4]):
        fail(f"untranslated: {request.hex()}: {lab.msc.got[0].hex()}")


# ---- who is killed ----

def children(pid):
    with open(f"/proc/{pid}/task/{pid}/children") as f:
        return [int(p) for p in f.read().split()]


def command(pid):
    with open(f"/proc/{pid}/comm") as f:
        return f.read().strip()


def killed_amid(lab, victim):
    """Of many messages, half of them sent before, some are lost; none comes
    twice, in another order or otherwise than it was."""
    requests = [begin(o.authenticate(IMSI), next_tid(), lab.vlr)
                for _ in range(400)]
    lab.forget()
    lab.msc.send(*requests[:200])
    lab.wait(lambda: len(lab.hlr.got) >= 20, PATIENCE)
    os.kill(victim, signal.SIGKILL)
    lab.msc.send(*requests[200:])
    lab.wait(lambda: len(lab.hlr.got) == 400, 0.3)
    rest = iter(requests)
    if len(lab.hlr.got) < 20 or not all(m in rest for m in lab.hlr.got):
        fail(f"{len(lab.hlr.got)} of 400 passed, or not as they were, "
             f"{len(lab.msc.got)} came back")
    return len(lab.hlr.got)


def killed(lab, parent, name):
    """Traffic goes on meanwhile; then it passes again as it is."""
    victims = [p for p in children(parent) if command(p) == name]
    if len(victims) != 1:
        fail(f"{name}: {[command(p) for p in children(parent)]}")
        return
    since = time.monotonic()
    amid, after = killed_amid(lab, victims[0]), 0
    while after < 20 and time.monotonic() < since + PATIENCE:
        after += authenticated(lab, next_tid())
    print(f"{name}: {amid} of 400 passed, {after} after "
          f"{time.monotonic() - since:.1f} s")
    if after < 20:
        fail(f"{name}: only {after} passed after it was killed")
    if victims[0] in children(parent):
        fail(f"{name}: {victims[0]} is still there")
    attach(lab)


def kill_edge(lab, parent):
    killed(lab, parent, "breakwater-sigtran"[:15])


def kill_engine(lab, parent):
    killed(lab, parent, "breakwater")


STEPS = {f.__name__: f for f in (
    attach, segments, forms, sequence, gone_round, category1, category2,
    undelivered, authenticate_not, subsystems, scan, storm, untranslated, kill_edge,
    kill_engine)}


def main():
    global IMSI
    network = sys.argv[1]
    far, near, parent = map(int, sys.argv[2:5])
    lab = Lab(far, near, "999700000") if network == "alpha" else \
        Lab(far, near, "999800000", "2", hops=1)
    until = time.monotonic() + 10
    while not authenticated(lab, next_tid(), 2):
        if time.monotonic() > until:
            print("nothing passes")
            return 1
    for word in sys.argv[5:]:
        before = wrong
        name, _, imsi = word.partition(":")
        step = STEPS[name]
        IMSI = imsi or FIRST_IMSI
        if name.startswith("kill_"):
            step(lab, parent)
        else:
            step(lab)
        print(f"{name}: {'passed' if wrong == before else 'FAILED'}",
              flush=True)
    return 1 if wrong else 0


sys.exit(main())
