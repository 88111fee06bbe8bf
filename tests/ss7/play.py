# SPDX-License-Identifier: GPL-2.0-or-later
"""breakwater run between two osmo-stp: a node on each far side, for which an
edge of its own is the stack, played over its channel.

    play.py BUILD FOLDER [m3ua]
"""
import os, select, signal, socket, struct, subprocess, sys, time

sys.path.insert(0, 'tests/peers')
from ports import free

B, dir = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
M3UA = len(sys.argv) > 3 and sys.argv[3] == 'm3ua'
PROTO = 'm3ua' if M3UA else 'ipa'
PATIENCE = 60
FAR, HLR = 1 << 11 | 1 << 3 | 1, 2 << 11 | 2 << 3 | 2
VERSION, MESSAGE_MAX, CREDIT = 3, 1524, 1024
HELLO, UP, DOWN, MESSAGE, CREDIT_BACK = 1, 2, 3, 4, 5
failed = False
started = []


def check(what, got, want=True):
    global failed
    if got != want:
        failed = True
        print(f'{what}: {got!r}, not {want!r}', flush=True)


def start(name, *argv, **more):
    said = open(f'{dir}/{name}.out', 'wb')
    p = subprocess.Popen(argv, stdout=said, stderr=said, cwd=dir, **more)
    started.append(p)
    return p


def lines(name):
    with open(f'{dir}/{name}.out', errors='replace') as f:
        return f.read()


def write(name, text):
    with open(f'{dir}/{name}', 'w') as f:
        f.write(text)


# ---- configurations ----

def instance(number, name, context, port, own, other, local):
    return f'''cs7 instance {number}
 point-code {own}
 asp {name} {port} {local if M3UA else 0} {PROTO}
  local-ip 127.0.0.1
  remote-ip 127.0.0.1
  role asp
  sctp-role client
 as {name} {PROTO}
  asp {name}
  routing-key {context if M3UA else 0} {own}
''' + ('' if M3UA else f'  point-code override dpc {other}\n') + f'''\
 route-table system
  update route {other} 7.255.7 linkset {name}
'''


def stp(name, vty, port, servers):
    text = f'''line vty
 no login
 bind {vty}
cs7 instance 0
 point-code 0.0.1
'''
    for n, context, pc, other, local in servers:
        if M3UA:
            text += f' asp {n} {local} {port} m3ua\n' \
                '  local-ip 127.0.0.1\n  remote-ip 127.0.0.1\n'
        text += f' as {n} {PROTO}\n'
        text += f'  asp {n}\n' if M3UA else ''
        text += f'  routing-key {context if M3UA else 0} {pc}\n'
        text += '' if M3UA else f'  point-code override dpc {other}\n'
    if M3UA:
        text += ' route-table system\n'
        for n, context, pc, other, local in servers:
            text += f'  update route {pc} 7.255.7 linkset {n}\n'
    text += f' listen {PROTO} {port}\n  local-ip 127.0.0.1\n' \
        '  accept-asp-connections ' + \
        ('pre-configured\n' if M3UA else 'dynamic-permitted\n')
    write(name, text)


# ---- a node of a far side ----

class Node:
    def __init__(self, name):
        self.name, self.number, self.got, self.rest = name, None, [], b''
        self.fd, other = socket.socketpair()
        self.process = start(name, B + '/breakwater-sigtran',
                             str(other.fileno()), f'{name}.cfg',
                             pass_fds=[other.fileno()])
        other.close()
        self.fd.send(struct.pack('>IIIIII', 24, HELLO << 24, 0, VERSION, 0,
                                 MESSAGE_MAX))

    def credit(self, n):
        self.fd.send(struct.pack('>IIII', 16, CREDIT_BACK << 24, self.number,
                                 n))

    def turn(self):
        octets = self.fd.recv(65536)
        if not octets:
            raise SystemExit(f'{self.name} has ended:\n' + lines(self.name))
        self.rest += octets
        while len(self.rest) >= 12:
            n, kind, number = struct.unpack('>III', self.rest[:12])
            if len(self.rest) < n:
                return
            frame, self.rest = self.rest[12:n], self.rest[n:]
            kind >>= 24
            if kind == UP:
                self.number = number
                self.credit(CREDIT)
            elif kind == DOWN:
                self.number = None
            elif kind == MESSAGE:
                self.got.append(frame)
                self.credit(1)

    def send(self, message):
        if self.number is not None:
            self.fd.send(struct.pack('>III', 12 + len(message), MESSAGE << 24,
                                     self.number) + message)


def until(done, patience=PATIENCE):
    end = time.time() + patience
    while not done() and time.time() < end:
        for fd in select.select([n.fd for n in nodes], [], [], 0.05)[0]:
            [n for n in nodes if n.fd is fd][0].turn()
    return done()


# ---- messages ----

def data(opc, dpc, octets, sls):
    value = struct.pack('>IIBBBB', opc, dpc, 3, *((2, 1, sls) if M3UA else
                        (0, 0, 0))) + octets
    pad = -len(value) % 4
    return struct.pack('>IIHH', 1 << 24 | 0x101, 12 + len(value) + pad, 0x210,
                       4 + len(value)) + value + bytes(pad)


def address(ssn, digits):
    return bytes([0x12, ssn, 0, 0x12, 4]) + bytes(
        int(digits[i]) | int(digits[i + 1]) << 4
        for i in range(0, len(digits), 2))


def tlv(tag, *parts):
    value = b''.join(parts)
    return bytes([tag, len(value)]) + value


def udt(called, calling, octets):
    parts = [called, calling, octets]
    text = b''.join(bytes([len(p)]) + p for p in parts)
    at, pointers = 3, b''
    for i, p in enumerate(parts):
        pointers += bytes([at - i])
        at += 1 + len(p)
    return bytes([9, 0x80]) + pointers + text


def begin(operation, context, argument):
    """TCAP Begin with one Invoke (Q.773), and its application context."""
    oid = tlv(6, bytes([4, 0, 0, 1, 0, *context]))
    dialogue = tlv(0x6b, tlv(0x28, tlv(6, bytes([0, 0x11, 0x86, 5, 1, 1, 1])),
                             tlv(0xa0, tlv(0x60, tlv(0xa1, oid)))))
    invoke = tlv(0xa1, tlv(2, b'\1'), tlv(2, bytes([operation])), argument)
    return tlv(0x62, tlv(0x48, bytes([0, 0, 0, 1])), dialogue,
               tlv(0x6c, invoke))


HLR_GT, VLR_GT = '882101000001', '999701000001'
# sendAuthenticationInfo, version 3: the test's own subscriber
SAI = begin(56, (14, 3), tlv(0x30, tlv(0x80, bytes.fromhex('00011000000010f0')
                                       ), tlv(2, b'\1')))
# anyTimeInterrogation: nobody abroad may ask
ATI = begin(71, (29, 3), tlv(0x30, tlv(0xa0, tlv(
    0x80, bytes.fromhex('00011000000010f0'))), tlv(0xa1, tlv(0x80)),
    tlv(0x83, bytes.fromhex('91999701000001'))))


def there(octets, sls=5):
    return data(FAR, HLR, udt(address(6, HLR_GT), address(7, VLR_GT),
                              octets), sls)


def back(octets, sls=9):
    return data(HLR, FAR, udt(address(7, VLR_GT), address(6, HLR_GT),
                              octets), sls)


# ---- what is tested ----

p = free(8)
place = f'127.{1 + os.getpid() % 250}.{os.getpid() // 250 % 250}.'
stp('partner.cfg', place + '1', p[0],
    [('far', 11, '1.1.1', '2.2.2', p[2]),
     ('alpha', 12, '2.2.2', '1.1.1', p[3])])
stp('home.cfg', place + '2', p[1],
    [('hlr', 21, '2.2.2', '1.1.1', p[4]),
     ('home', 22, '1.1.1', '2.2.2', p[5])])
vty = 'line vty\n no login\n bind {}\n'
write('cs7.cfg', vty.format(place + '3') +
      instance(0, 'alpha', 12, p[0], '2.2.2', '1.1.1', p[3]) +
      instance(1, 'home', 22, p[1], '1.1.1', '2.2.2', p[5]))
write('far.cfg', vty.format(place + '4') +
      instance(3, 'far', 11, p[0], '1.1.1', '2.2.2', p[2]))
write('hlr.cfg', vty.format(place + '5') +
      instance(3, 'hlr', 21, p[1], '2.2.2', '1.1.1', p[4]))
write('run.conf', '''
home { plmn 001-01  realm epc.mnc001.mcc001.3gppnetwork.org
	gt 88210*  link "stp-home" }
link "stp-alpha" { pc 1-1-1  sigtran as "alpha" instance 0  pair "stp-home" }
link "stp-home" { pc 2-2-2  sigtran as "home" instance 1 }
partner "alpha" { plmn 999-70  gt 9997*  link "stp-alpha" }
ss7 { sigtran "cs7.cfg"  pc 3-3-3 }
screen in { drop op any-time-interrogation  label "ati"  pass }
screen out { pass }
''')
for name in 'partner', 'home':
    start('stp-' + name, 'osmo-stp', '-c', name + '.cfg')
run = start('run', B + '/breakwater', 'run', '-c', 'run.conf')
nodes = [Node('far'), Node('hlr')]
far, hlr = nodes


def heard(node):
    """But for what was given back while a link was down: UDTS."""
    return [m for m in node.got if m[24] != 0x0a]


def passes(what, patience=PATIENCE):
    """Both ways, unchanged; again and again until the links are there."""
    end = time.time() + patience
    hlr.got.clear()
    far.got.clear()
    while not heard(hlr) and time.time() < end and run.poll() is None:
        far.send(there(SAI))
        until(lambda: heard(hlr), 0.5)
    check(what, heard(hlr)[:1], [there(SAI)])
    while not heard(far) and time.time() < end and run.poll() is None:
        hlr.send(back(SAI))
        until(lambda: heard(far), 0.5)
    check(what + ' back', heard(far)[:1], [back(SAI)])


def child():
    for n in os.listdir('/proc'):
        try:
            with open(f'/proc/{n}/stat') as f:
                name, rest = f.read().split('(', 1)[1].rsplit(') ', 1)
        except OSError:
            continue
        if name.startswith('breakwater-sigt') and \
                int(rest.split()[1]) == run.pid:
            return int(n)


try:
    check('up', until(lambda: all(n.number for n in nodes)))
    passes('message')
    check('runs', run.poll(), None)
    hlr.got.clear()
    far.send(there(ATI))
    far.send(there(SAI))
    until(lambda: hlr.got)
    until(lambda: False, 0.2)
    check('dropped', hlr.got, [there(SAI)])
    if not failed:
        os.kill(child(), signal.SIGKILL)
    passes('edge killed')
    check('said', 'the SS7 edge ended by signal 9' in lines('run'))
    run.terminate()
    check('status', run.wait(PATIENCE), 0)
finally:
    for q in started:
        if q.poll() is None:
            q.terminate()
    for q in started:
        q.wait()
if failed:
    print(lines('run'))
    sys.exit(1)
print(f'sigtran over {PROTO}: passed, dropped, restarted')
