# SPDX-License-Identifier: GPL-2.0-or-later
"""Octets of SCCP (Q.713), TCAP (Q.773) and MAP (TS 29.002), made and read.

Written from the standards beside the firewall's own builder, so that both can
not be wrong in the same way.
"""

UDT, UDTS, XUDT, XUDTS, LUDT, LUDTS = 0x09, 0x0a, 0x11, 0x12, 0x13, 0x14
BEGIN, END, CONTINUE, ABORT = 0x62, 0x64, 0x65, 0x67
INVOKE, RESULT, ERROR, REJECT = 0xa1, 0xa2, 0xa3, 0xa4
RETURN = 0x80                       # protocol class: return on error
INTERNATIONAL, E164 = 4, 1
DIALOGUE = bytes.fromhex("00118605010101")


# ---- BER ----

def tlv(tag, *parts):
    value = b"".join(parts)
    n = len(value)
    if n < 0x80:
        return bytes([tag, n]) + value
    if n < 0x100:
        return bytes([tag, 0x81, n]) + value
    return bytes([tag, 0x82, n >> 8, n & 0xff]) + value


def elements(octets):
    """[(tag, value)] of one level: one octet of tag, definite lengths."""
    found, i = [], 0
    while i < len(octets):
        tag, n = octets[i], octets[i + 1]
        i += 2
        if n & 0x80:
            more = n & 0x7f
            n = int.from_bytes(octets[i:i + more], "big")
            i += more
        if i + n > len(octets):
            raise ValueError("BER ends too early")
        found.append((tag, octets[i:i + n]))
        i += n
    return found


def tbcd(digits):
    digits += "f" * (len(digits) % 2)
    return bytes(int(digits[i + 1] + digits[i], 16)
                 for i in range(0, len(digits), 2))


def number(digits):
    """ISDN-AddressString: international, E.164."""
    return b"\x91" + tbcd(digits)


# ---- SCCP ----

def address(digits, ssn):
    """Global title of indicator 4, routed by it; the filler is 0 here."""
    odd = len(digits) % 2
    return bytes([0x12, ssn, 0, E164 << 4 | (1 if odd else 2),
                  INTERNATIONAL]) + tbcd(digits + "0" * odd)


def unitdata(called, calling, data, pclass=RETURN):
    head = bytes([UDT, pclass, 3, 3 + len(called),
                  3 + len(called) + len(calling)])
    return head + b"".join(bytes([len(p)]) + p for p in
                           (called, calling, data))


def extended(called, calling, data, hops=12, pclass=RETURN, segment=None):
    """XUDT; segment: the four octets of its segmentation parameter."""
    a, b = 4 + len(called), 4 + len(called) + len(calling)
    option = b"" if segment is None else b"\x10\x04" + segment + b"\x00"
    head = bytes([XUDT, pclass, hops, 4, a, b,
                  0 if segment is None else b + len(data)])
    return head + b"".join(bytes([len(p)]) + p for p in
                           (called, calling, data)) + option


def long(called, calling, data, hops=12, pclass=RETURN):
    """LUDT: two octets a pointer and for the length, the lower one first."""
    parts = [called, calling]
    at, pointers = 8, b""
    for p in parts:
        pointers += (at - len(pointers) - 1).to_bytes(2, "little")
        at += 1 + len(p)
    pointers += (at - 5).to_bytes(2, "little") + b"\0\0"
    return (bytes([LUDT, pclass, hops]) + pointers +
            b"".join(bytes([len(p)]) + p for p in parts) +
            len(data).to_bytes(2, "little") + data)


def returned(message, cause):
    """UDTS for UDT and so on, of one without an optional part."""
    kind, _, called, calling, data = sccp(message)
    make = {UDT: unitdata, XUDT: extended, LUDT: long}[kind]
    back = make(calling, called, data)
    return bytes([kind + 1, cause]) + back[2:]


def management(kind, ssn, pc):
    """SCMG (Q.713 5.3), from one node to the next: no global title."""
    here = bytes([0x42, 1])
    return unitdata(here, here, bytes([kind, ssn]) +
                    pc.to_bytes(2, "little") + b"\0", 0)


def segmented(called, calling, data, reference, size):
    """Q.714 4.1.1.2: class 1, the first one with the count of the others."""
    parts = [data[i:i + size] for i in range(0, len(data), size)]
    return [extended(called, calling, p, pclass=RETURN | 1, segment=bytes(
        [(0x80 if i == 0 else 0) | (len(parts) - 1 - i)]) +
        reference.to_bytes(3, "big")) for i, p in enumerate(parts)]


def sccp(octets):
    """(type, cause, called, calling, data) of one that is not segmented."""
    kind = octets[0]
    at = {UDT: 2, UDTS: 2}.get(kind, 3)
    wide = 2 if kind >= LUDT else 1
    parts = []
    for i in range(at, at + 3 * wide, wide):
        p = i + wide - 1 + int.from_bytes(octets[i:i + wide], "little")
        size = wide if len(parts) == 2 else 1
        n = int.from_bytes(octets[p:p + size], "little")
        parts.append(octets[p + size:p + size + n])
    cause = octets[1] if kind in (UDTS, XUDTS, LUDTS) else None
    return (kind, cause, *parts)


# ---- TCAP ----

def request_of(context):
    """AARQ; context: number and version of a MAP application context."""
    return tlv(0x6b, tlv(0x28, tlv(6, DIALOGUE), tlv(0xa0, tlv(
        0x60, b"\x80\x02\x07\x80", tlv(0xa1, tlv(6, bytes(
            [4, 0, 0, 1, 0, *context])))))))


def accept_of(context):
    """AARE, accepted."""
    return tlv(0x6b, tlv(0x28, tlv(6, DIALOGUE), tlv(0xa0, tlv(
        0x61, b"\x80\x02\x07\x80", tlv(0xa1, tlv(6, bytes(
            [4, 0, 0, 1, 0, *context]))), tlv(0xa2, b"\x02\x01\x00"),
        tlv(0xa3, tlv(0xa1, b"\x02\x01\x00"))))))


def invoke(code, argument, ident=1):
    return tlv(INVOKE, bytes([2, 1, ident, 2, 1, code]), argument)


def result(code, value=b"", ident=1):
    if not value:
        return tlv(RESULT, bytes([2, 1, ident]))
    return tlv(RESULT, bytes([2, 1, ident]),
               tlv(0x30, bytes([2, 1, code]), value))


def error(code, ident=1):
    return tlv(ERROR, bytes([2, 1, ident, 2, 1, code]))


def transaction(kind, components, otid=None, dtid=None, dialogue=b""):
    ids = b"" if otid is None else tlv(0x48, otid)
    if dtid is not None:
        ids += tlv(0x49, dtid)
    return tlv(kind, ids, dialogue, tlv(0x6c, components))


def tcap(octets):
    """(type, otid, dtid, [(component, value)])."""
    (kind, value), = elements(octets)
    parts = dict(elements(value))
    return (kind, parts.get(0x48), parts.get(0x49),
            elements(parts.get(0x6c, b"")))


# ---- MAP: operations that the test needs ----

def authenticate(imsi):
    return (14, 3), invoke(56, tlv(0x30, tlv(0x80, tbcd(imsi)),
                                   b"\x02\x01\x05"))


def vectors(n):
    """Quintuplets, which make the answer as long as it is in real life."""
    one = b"".join(tlv(4, bytes([16 * k + j & 0xff for j in range(size)]))
                   for k, size in enumerate((16, 8, 16, 16, 16)))
    return result(56, tlv(0xa3, tlv(0xa1, tlv(0x30, one) * n)))


def update_location(imsi, msc, vlr):
    return (1, 3), invoke(2, tlv(0x30, tlv(4, tbcd(imsi)),
                                 tlv(0x81, number(msc)), tlv(4, number(vlr))))


def insert_data(msisdn, ident=1):
    return invoke(7, tlv(0x30, tlv(0x81, number(msisdn)), b"\x82\x01\x0a",
                         b"\x83\x01\x00", tlv(0xa6, b"\x04\x01\x11\x04\x01\x21"
                                              b"\x04\x01\x22")), ident)


def any_time(imsi, scf):
    return (29, 3), invoke(71, tlv(0x30, tlv(0xa0, tlv(0x80, tbcd(imsi))),
                                   tlv(0xa1, tlv(0x80)),
                                   tlv(0x83, number(scf))))


def subscriber_info(imsi):
    return (28, 3), invoke(70, tlv(0x30, tlv(0x80, tbcd(imsi)),
                                   tlv(0xa2, tlv(0x80))))


def cancel_location(imsi):
    return (2, 3), invoke(3, tlv(0xa3, tlv(4, tbcd(imsi))))


def routing_info_sm(msisdn, smsc):
    return (20, 3), invoke(45, tlv(0x30, tlv(0x80, number(msisdn)),
                                   b"\x81\x01\xff", tlv(0x82, number(smsc))))
