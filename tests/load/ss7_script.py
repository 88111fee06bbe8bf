# SPDX-License-Identifier: GPL-2.0-or-later
"""What a subscriber who comes makes two networks say, for ss7.c.

    ss7_script.py PREFIX-OF-THE-FAR-NETWORK'S-NUMBERS

Each line is a message: > towards home, < back, and its octets.  In them
F1F1F1F1 stands for the far side's transaction, F2F2F2F2 for home's, and an
IMSI of fifteen digits ends with nines.
"""
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "../peers"))
import octets as o                  # noqa: E402

FAR, NEAR = b"\xf1" * 4, b"\xf2" * 4
IMSI, MSISDN, HLR = "001010" + "9" * 9, "88210555000002", "88210000001"
SSN_HLR, SSN_VLR = 6, 7

prefix = sys.argv[1]
hlr = o.address(HLR, SSN_HLR)
vlr = o.address(prefix + "12", SSN_VLR)


def say(arrow, kind, components, **ids):
    called, calling = (hlr, vlr) if arrow == ">" else (vlr, hlr)
    message = o.unitdata(called, calling,
                         o.transaction(kind, components, **ids))
    print(arrow, message.hex())


context, component = o.authenticate(IMSI)
say(">", o.BEGIN, component, otid=FAR, dialogue=o.request_of(context))
say("<", o.END, o.vectors(1), dtid=FAR, dialogue=o.accept_of(context))
context, component = o.update_location(IMSI, prefix + "11", prefix + "12")
say(">", o.BEGIN, component, otid=FAR, dialogue=o.request_of(context))
say("<", o.CONTINUE, o.insert_data(MSISDN), otid=NEAR, dtid=FAR,
    dialogue=o.accept_of(context))
say(">", o.CONTINUE, o.result(7), otid=FAR, dtid=NEAR)
say("<", o.END, o.result(2, o.tlv(0x30, o.tlv(4, o.number(HLR)))), dtid=FAR)
