# SPDX-License-Identifier: GPL-2.0-or-later
"""rules/inline-asp.*: two firewalls as processes of the same application
servers of two STPs, an MSC and an HLR behind these.

    ss7_pair.py BUILD FOLDER

M3UA over SCTP, as an SLS is nowhere else.  Says what is wrong, and ends with 1
then.
"""
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time

import m3ua
import octets as o

B, folder = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
PATIENCE = 40
STPS, HOSTS = (1, 2), ("a", "b")
LISTEN = {1: 4001, 2: 4002}
MSC_PC, HLR_PC, OUT_PC, HOME_PC = "0.125.1", "0.250.2", "0.100.1", "0.100.2"
VLR = o.address("99970000012", 7)
HLR = o.address("88210000001", 6)
HLR2 = o.address("88210700001", 6)  # leads elsewhere from the first STP
IMSI, SELECTIONS = "001010000000002", range(16)
# The ports that each comes from: servers of an STP, with whom they are for.
PORTS = {(host, side, stp): 5000 + 100 * h + 10 * s + stp
         for h, host in enumerate(HOSTS)
         for s, side in enumerate(("out", "home")) for stp in STPS}
NODES = {("msc", stp): 6000 + stp for stp in STPS} | {
    ("hlr", stp): 6010 + stp for stp in STPS}
started = {}
failures = 0


def fail(text):
    global failures
    failures += 1
    print("wrong:", text[:400], flush=True)


def start(name, *argv):
    with open(f"{folder}/{name}.out", "ab") as out:
        started[name] = subprocess.Popen(argv, stdout=out, stderr=out,
                                         cwd=folder)


def said(name):
    with open(f"{folder}/{name}.out", errors="replace") as f:
        return f.read()


def end(name, sig=signal.SIGTERM):
    p = started.pop(name)
    p.send_signal(sig)
    return p.wait(PATIENCE)


# ---- configurations ----

def asp(name, port, stp):
    return (f" asp {name} {port} {LISTEN[stp]} m3ua\n"
            "  local-ip 127.0.0.1\n  remote-ip 127.0.0.1\n")


def server(name, asps, context, pc):
    return (f" as {name} m3ua\n" + "".join(f"  asp {a}\n" for a in asps) +
            f"  routing-key {context} {pc}\n  traffic-mode override\n")


def stp_start(stp):
    text = (f"line vty\n no login\n bind 127.0.2.{stp}\ncs7 instance 0\n"
            f" network-indicator international\n point-code 0.1.{stp}\n")
    text += asp("msc", NODES["msc", stp], stp) + \
        asp("hlr", NODES["hlr", stp], stp)
    for host in HOSTS:
        for side in "out", "home":
            text += asp(f"{side}-{host}", PORTS[host, side, stp], stp)
    text += server("msc", ["msc"], 11, MSC_PC) + \
        server("hlr", ["hlr"], 12, HLR_PC) + \
        server("fw-out", ["out-a", "out-b"], 1, OUT_PC) + \
        server("fw-home", ["home-a", "home-b"], 2, HOME_PC)
    text += " route-table system\n" + "".join(
        f"  update route {pc} 7.255.7 linkset {name}\n" for name, pc in (
            ("msc", MSC_PC), ("hlr", HLR_PC), ("fw-out", OUT_PC),
            ("fw-home", HOME_PC)))
    text += (f" listen m3ua {LISTEN[stp]}\n  local-ip 127.0.0.1\n"
             "  accept-asp-connections pre-configured\n")
    with open(f"{folder}/stp{stp}.cfg", "w") as f:
        f.write(text)
    start(f"stp{stp}", "osmo-stp", "-c", f"stp{stp}.cfg")


def firewall_start(host):
    """The shipped configuration, with these ports and this folder."""
    rules = f"{folder}/{host}"
    if not os.path.isdir(rules):
        shutil.copytree("rules", rules, ignore=shutil.ignore_patterns(
            "*.[chy]", "state", "*.5"))
        with open(rules + "/inline-asp.cs7") as f:
            text = f.read()
        text = re.sub(r"-ip [0-9.]*", "-ip 127.0.0.1", text)
        text = text.replace("bind 127.0.0.1 4239",
                            f"bind 127.0.3.{1 + HOSTS.index(host)} 4239")
        for side in "out", "home":
            for stp in STPS:
                text = re.sub(rf"asp {side}{stp} 2905 \d+",
                              f"asp {side}{stp} {LISTEN[stp]} "
                              f"{PORTS[host, side, stp]}", text)
        with open(rules + "/inline-asp.cs7", "w") as f:
            f.write(text)
        with open(rules + "/inline-asp.conf") as f:
            text = f.read()
        text = re.sub(r"\n\t(user|metrics|state)[^\n]*", "", text)
        text = text.replace("/var/log/breakwater", rules)
        text = text.replace("/run/breakwater", rules)
        # the route that the example has as a remark
        text = re.sub(r"#(\troute\tgt 88210700\* .* pc) 0-250-3",
                      r"\1 0-250-2", text)
        with open(rules + "/inline-asp.conf", "w") as f:
            f.write(text)
    start(host, f"{B}/breakwater", "run", "-c", f"{rules}/inline-asp.conf")


# ---- nodes ----

msc = {s: m3ua.Node("msc", NODES["msc", s], LISTEN[s], 11, MSC_PC)
       for s in STPS}
hlr = {s: m3ua.Node("hlr", NODES["hlr", s], LISTEN[s], 12, HLR_PC)
       for s in STPS}
nodes = [*msc.values(), *hlr.values()]


def wait(done, seconds=PATIENCE):
    until = time.monotonic() + seconds
    while not done():
        if time.monotonic() >= until:
            return False
        m3ua.turn(nodes, min(until, time.monotonic() + 0.2))
    return True


def attach(stp):
    """The nodes' associations to that STP; it may still be starting."""
    for n in msc[stp], hlr[stp]:
        until = time.monotonic() + PATIENCE
        while not n.begin() and time.monotonic() < until:
            time.sleep(0.1)
        if not wait(lambda n=n: n.active):
            fail(f"{n.name} is not active at STP {stp}: {n.wrong}")


def forget():
    for n in nodes:
        n.got.clear()


transactions = 0x52000000


def ask(kind, pclass=o.RETURN, called=HLR):
    """SAI, whose otid nothing else has, and its answer."""
    global transactions
    transactions += 1
    far = transactions.to_bytes(4, "big")
    context, component = o.authenticate(IMSI)
    return kind(called, VLR, o.transaction(
        o.BEGIN, component, otid=far, dialogue=o.request_of(context)),
        pclass=pclass), o.unitdata(VLR, called, o.transaction(
            o.END, o.vectors(1), dtid=far, dialogue=o.accept_of(context)))


def one_less(message):
    """As a relay by global title hands it on (Q.714 2.3)."""
    if message[0] < o.XUDT:
        return message
    return message[:2] + bytes([message[2] - 1]) + message[3:]


def text_of(messages):
    return [(opc, dpc, sls, octets.hex())
            for opc, dpc, sls, octets in messages]


def comes(side, what, expected, seconds, alone):
    """The STP by which that came, or None; alone: and nothing else."""
    if not wait(lambda: any(expected in n.got for n in side.values()) or
                alone and any(n.got for n in side.values()), seconds):
        return None
    came = [m for n in side.values() for m in n.got]
    if came != [expected] and alone:
        fail(f"{what}: {text_of(came)}, not {text_of([expected])}")
    found = [s for s in STPS if expected in side[s].got]
    return found[0] if found else None


def exchange(sls, by, kind=o.unitdata, seconds=2, pclass=o.RETURN,
             called=HLR, alone=True):
    """From the MSC by that STP to the HLR and back; the STP that it reached
    the HLR by, or None: lost on the way."""
    request, answer = ask(kind, pclass, called)
    expected = (m3ua.point_code(HOME_PC), m3ua.point_code(HLR_PC), sls,
                one_less(request))
    forget()
    msc[by].send(OUT_PC, sls, request)
    stp = comes(hlr, f"SLS {sls}", expected, seconds, alone)
    if stp is None:
        return None
    hlr[stp].send(HOME_PC, sls, answer)
    expected = (m3ua.point_code(OUT_PC), m3ua.point_code(MSC_PC), sls, answer)
    back = comes(msc, f"SLS {sls} back", expected, seconds, alone)
    return None if back is None else stp


def shared(what, by, kind=o.unitdata, pclass=o.RETURN, called=HLR):
    """The STP of each SLS."""
    ways = [exchange(sls, by, kind, pclass=pclass, called=called)
            for sls in SELECTIONS]
    print(f"{what}: {ways}", flush=True)
    if None in ways:
        fail(f"{what}: lost")
    return ways


def until_passes(what, seconds=PATIENCE):
    """Every SLS gets through again."""
    since = time.monotonic()
    while time.monotonic() < since + seconds:
        if all(exchange(sls, by, seconds=0.5, alone=False) is not None
               for sls in SELECTIONS[:4] for by in STPS if msc[by].active):
            print(f"{what}: after {time.monotonic() - since:.1f} s",
                  flush=True)
            return
    fail(f"{what}: nothing passes")


# ---- who is active ----

def links_up(host):
    r = subprocess.run([f"{B}/breakwater", "ctl", "-j", "-s",
                        f"{folder}/{host}/control", "show", "peers"],
                       stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    lines = [json.loads(x) for x in r.stdout.decode().splitlines()
             if x.startswith("{")]
    return sorted(x["link"] for x in lines if x["state"] == "up")


ALL_LINKS = ["stp1-home", "stp1-out", "stp2-home", "stp2-out"]


def all_up(host, links):
    if not wait(lambda: links_up(host) == sorted(links)):
        fail(f"{host}: up are {links_up(host)}")


def events(host):
    with open(f"{folder}/{host}/events.jsonl") as f:
        return [json.loads(x) for x in f]


def noted(host, **want):
    if not any(all(e.get(k) == v for k, v in want.items())
               for e in events(host)):
        fail(f"{host}: no event with {want}")


# ---- the test ----

def share_and_fail_over():
    first = shared("by SLS", 1)
    for stp in STPS:
        if first.count(stp) != len(SELECTIONS) // 2:
            fail(f"STP {stp} has {first.count(stp)} of {len(first)}")
    if shared("by the other STP", 2, o.extended) != first:
        fail("an SLS has changed its way")
    if shared("class 1", 1, o.unitdata, o.RETURN | 1) != first:
        fail("an SLS of class 1 has changed its way")
    if set(shared("a number, from the first STP", 1, called=HLR2)) != {1} or \
            shared("from the second", 2, called=HLR2) != first:
        fail("a route that asks where from")
    end("stp2", signal.SIGKILL)
    wait(lambda: not hlr[2].active and not msc[2].active)
    all_up("a", ["stp1-home", "stp1-out"])
    if set(shared("without the second STP", 1)) != {1}:
        fail("not all by the first STP")
    noted("a", event="link-down", link="stp2-home")
    noted("a", op="link-management", type="ASPIA", link="stp2-out",
          label="link lost", verdict="drop")
    stp_start(2)
    attach(2)
    all_up("a", ALL_LINKS)
    if shared("with it again", 1) != first:
        fail("an SLS has not come back")


def requests(host):
    r = subprocess.run([f"{B}/breakwater", "ctl", "-j", "-s",
                        f"{folder}/{host}/control", "show", "peers"],
                       stdout=subprocess.PIPE)
    return sum(json.loads(x)["requests"]
               for x in r.stdout.decode().splitlines())


def amid(victim, sig):
    """Messages of every SLS, while one is killed; what came is as it was."""
    answers = dict(ask(o.unitdata) for _ in range(160))
    sent, answered = list(answers), set()
    forget()

    def answer_all():
        for n in hlr.values():
            for _, _, sls, request in n.got:
                if request not in answered and request in answers:
                    answered.add(request)
                    n.send(HOME_PC, sls, answers[request])

    for i, request in enumerate(sent):
        if i == len(sent) // 2:
            end(victim, sig)
        msc[1 + i % 2].send(OUT_PC, i % 16, request)
        wait(answer_all, 0.005)
    wait(answer_all, 0.5)
    came = [m[3] for n in hlr.values() for m in n.got]
    print(f"{len(came)} of {len(sent)} came while {victim} ended", flush=True)
    if len(came) < len(sent) // 4 or len(set(came)) < len(came) or \
            not set(came) <= set(sent):
        fail(f"while {victim} ended: {len(came)}, {len(set(came))} different")


def take_over():
    """Whoever begins last is active; when it ends, however, the other is."""
    for sig in signal.SIGKILL, signal.SIGTERM:
        firewall_start("b")
        all_up("b", ALL_LINKS)
        all_up("a", [])
        before = requests("a")
        until_passes("the second has taken over")
        if requests("a") != before or requests("b") == 0:
            fail("both are active")
        noted("a", event="link-down", link="stp1-out")
        noted("a", op="link-management", type="ASPIA", link="stp1-out",
              label="link lost")
        amid("b", sig)
        until_passes(f"the second has ended by {sig.name}", 10)
        all_up("a", ALL_LINKS)


try:
    for s in STPS:
        stp_start(s)
    for s in STPS:
        attach(s)
    firewall_start("a")
    all_up("a", ALL_LINKS)
    share_and_fail_over()
    take_over()
finally:
    for p in started.values():
        p.terminate()
    for p in started.values():
        p.wait(PATIENCE)
if failures:
    for name in ("a", "b"):
        if os.path.exists(f"{folder}/{name}.out"):
            print(f"--- {name}\n" + said(name)[-3000:])
else:
    print("ss7_pair: shared, failed over, taken over")
sys.exit(failures > 0)
