#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Compare what breakwater and tshark read in the same captures.

usage: tshark_compare.py [-e EXPLANATIONS] [-v] BREAKWATER FILE...

Each frame's operations, identities, addresses, ids and results are compared
as multisets.  A difference must be explained by a line of the explanations
(tests/tshark_differences.txt unless -e names another), else it is printed and
the exit status is 1.  Directories stand for the captures in them.  Exit 77:
tshark is not there.
"""
import collections
import fnmatch
import json
import os
import shutil
import subprocess
import sys

SEPARATOR = '\x1e'
SUFFIXES = ('.pcap', '.pcapng', '.cap', '.dump')

PREFERENCES = {
    'sctp.reassembly': 'TRUE',
    'ip.defragment': 'TRUE',
    'ipv6.defragment': 'TRUE',
    'tcp.desegment_tcp_streams': 'TRUE',
    'tcp.reassemble_out_of_order': 'TRUE',
    'tcp.check_checksum': 'FALSE',
    'diameter.desegment': 'TRUE',
    'sccp.defragment_xudt': 'TRUE',
    'gsm_map.tcap.ssn': '6-9,145,147-150,248',
}

# Captures whose routing labels are those of ANSI, which tshark must be told.
ANSI = {'mtp3.standard': 'ANSI'}
ANSI_CAPTURES = ('mtp3_ansi', 'sccp_ansi')


class Unusable(Exception):
    """A program that could not read a capture."""


# ---- forms that both sides are brought to ----

def text(value):
    return str(value)


def number(value):
    """12 or 0x0c as a decimal number."""
    value = str(value)
    if value.startswith('0x'):
        return str(int(value, 16))
    return value


def octets(value):
    """Transaction ids: hexadecimal, without separators and case."""
    return str(value).replace(':', '').lower()


def tid(value):
    """At most the last four octets: the view keeps no more."""
    return octets(value)[-8:]


def digits_of_address(value):
    """Digits of an ISDN-AddressString given in hexadecimal."""
    return tbcd(octets(value)[2:])


def tbcd(value):
    value = octets(value)
    pairs = [value[i:i + 2] for i in range(0, len(value), 2)]
    swapped = ''.join(pair[1] + pair[0] for pair in pairs if len(pair) == 2)
    table = str.maketrans({'a': '*', 'b': '#', 'c': 'a', 'd': 'b', 'e': 'c'})
    return swapped.rstrip('f').translate(table)


def digits(value):
    return str(value).lower()


def ansi_pc(value):
    """Of the three forms of an ANSI point code the plain number."""
    return value if value.isdigit() else None


# ---- what is compared: name, tshark fields and their form, ours ----

def ours_codes(message):
    """Operation and error codes of MAP and CAP components."""
    if message.get('proto') not in ('map', 'cap', 'tcap'):
        return
    for part in message.get('components', [message]):
        kind = part.get('kind', message.get('kind'))
        if kind == 'error' and 'error' in part:
            yield part['error']
        elif kind != 'reject' and 'code' in part:
            yield part['code']


def ours_commands(message):
    if message.get('proto') == 'diameter' and 'code' in message:
        yield message['code']


def ours_field(*names):
    """All values of fields, also those behind the first."""
    def get(message):
        for name in names:
            if name in message:
                yield message[name]
            yield from message.get('more', {}).get(name, [])
    return get


def ours_party(party, name):
    def get(message):
        if name in message.get(party, {}):
            yield message[party][name]
    return get


COMPARED = [
    ('operation', {'gsm_old.localValue': number, 'camel.local': number,
                   'tcap.localValue': number}, ours_codes, number),
    ('command', {'diameter.cmd.code': number}, ours_commands, number),
    ('imsi', {'e212.imsi': digits}, ours_field('imsi', 'hlr_id'),
     digits),
    ('msisdn', dict([(field, digits_of_address) for field in (
        'gsm_map.msisdn', 'gsm_map.ss.msisdn', 'gsm_map.sm.msisdn',
        'gsm_map.sm.storedMSISDN', 'gsm_map.ms.msisdn', 'gsm_map.ch.msisdn',
        'gsm_map.lcs.msisdn', 'gsm_old.msisdn', 'camel.mSISDN')] +
        [('diameter.MSISDN', tbcd)]), ours_field('msisdn'), digits),
    ('calling gt', {'sccp.calling.digits': digits,
                    'sua.source.global_title_digits': digits},
     ours_party('calling', 'gt'), digits),
    ('called gt', {'sccp.called.digits': digits,
                   'sua.destination.global_title_digits': digits},
     ours_party('called', 'gt'), digits),
    ('calling ssn', {'sccp.calling.ssn': number, 'sua.source.ssn': number},
     ours_party('calling', 'ssn'), number),
    ('called ssn', {'sccp.called.ssn': number,
                    'sua.destination.ssn': number},
     ours_party('called', 'ssn'), number),
    ('calling pc', {'sccp.calling.pc': number, 'sccp.calling.ansi_pc':
                    ansi_pc}, ours_party('calling', 'pc'), number),
    ('called pc', {'sccp.called.pc': number, 'sccp.called.ansi_pc': ansi_pc},
     ours_party('called', 'pc'), number),
    ('opc', {'m3ua.protocol_data_opc': number, 'mtp3.opc': number,
             'mtp3.ansi_opc': ansi_pc}, ours_field('opc'), number),
    ('dpc', {'m3ua.protocol_data_dpc': number, 'mtp3.dpc': number,
             'mtp3.ansi_dpc': ansi_pc}, ours_field('dpc'), number),
    ('ac', {'tcap.application_context_name': text}, ours_field('ac'), text),
    ('otid', {'tcap.otid': tid}, ours_field('otid'), tid),
    ('dtid', {'tcap.dtid': tid}, ours_field('dtid'), tid),
    ('hop-by-hop', {'diameter.hopbyhopid': number}, ours_field('hbh'),
     number),
    ('end-to-end', {'diameter.endtoendid': number}, ours_field('e2e'),
     number),
    ('application', {'diameter.applicationId': number}, ours_field('app'),
     number),
    ('session', {'diameter.Session-Id': text}, ours_field('session_id'),
     text),
    ('user name', {'diameter.User-Name': text}, ours_field('user_name'),
     text),
    ('origin host', {'diameter.Origin-Host': text},
     ours_field('origin_host'), text),
    ('origin realm', {'diameter.Origin-Realm': text},
     ours_field('origin_realm'), text),
    ('destination host', {'diameter.Destination-Host': text},
     ours_field('dest_host'), text),
    ('destination realm', {'diameter.Destination-Realm': text},
     ours_field('dest_realm'), text),
    ('result', {'diameter.Result-Code': number}, ours_field('result'),
     number),
    ('experimental result', {'diameter.Experimental-Result-Code': number},
     ours_field('experimental_result'), number),
]
FIELDS = sorted({field for row in COMPARED for field in row[1]} |
                {'sccp.msg.reassembled.in', 'frame.protocols'})

# Subscribers of other protocols (GTP, NAS, RANAP) are not ours to read.
OF_SUBSCRIBERS = ('imsi', 'msisdn')

# What tshark shows in every segment, and we with the whole message only.
OF_SEGMENTS = ('calling gt', 'called gt', 'calling ssn', 'called ssn',
               'calling pc', 'called pc', 'opc', 'dpc')
# tshark repeats the point codes of M3UA as those of MTP3.
ONE_FIELD = ('opc', 'dpc')


# ---- the two readers ----

def run(command):
    done = subprocess.run(command, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, check=False)
    return done.returncode, done.stdout.decode('utf-8', 'replace'), \
        done.stderr.decode('utf-8', 'replace').strip()


def frame_values(found, segment):
    """Per compared name the multiset of values, from tshark's fields."""
    layers = set(found['frame.protocols'][0].split(':'))
    values = {}
    for name, fields, _, _ in COMPARED:
        if segment and name in OF_SEGMENTS:
            continue
        if name in OF_SUBSCRIBERS and not layers & {'tcap', 'diameter'}:
            continue
        bag = collections.Counter()
        for field, form in fields.items():
            if bag and name in ONE_FIELD:
                break
            bag.update(v for v in map(form, found.get(field, []))
                       if v is not None)
        if bag:
            values[name] = bag
    return values


def read_tshark(path):
    """Per frame and compared name the multiset of values."""
    preferences = dict(PREFERENCES)
    if os.path.basename(path).startswith(ANSI_CAPTURES):
        preferences.update(ANSI)
    command = ['tshark', '-2', '-n', '-r', path, '-T', 'fields', '-E',
               'separator=/t', '-E', 'occurrence=a', '-E',
               'aggregator=' + SEPARATOR, '-e', 'frame.number']
    for field in FIELDS:
        command += ['-e', field]
    for key, value in preferences.items():
        command += ['-o', key + ':' + value]
    status, output, error = run(command)
    if status != 0 and not output:
        raise Unusable('tshark: ' + error.splitlines()[-1])
    frames = {}
    for line in output.split('\n'):
        columns = line.split('\t')
        if len(columns) != len(FIELDS) + 1:
            continue
        found = {field: column.split(SEPARATOR)
                 for field, column in zip(FIELDS, columns[1:]) if column}
        whole = found.get('sccp.msg.reassembled.in', columns[:1])
        frames[int(columns[0])] = frame_values(found,
                                               columns[0] not in whole)
    return frames


def read_ours(program, path):
    status, output, error = run([program, 'dissect', path])
    if status not in (0, 1):
        raise Unusable('%s: exit status %d: %s' % (program, status, error))
    frames = collections.defaultdict(dict)
    messages = 0
    for line in output.splitlines():
        message = json.loads(line)
        messages += 1
        values = frames[message['frame']]
        for name, _, get, form in COMPARED:
            bag = collections.Counter(map(form, get(message)))
            if bag:
                values.setdefault(name, collections.Counter()).update(bag)
    return frames, messages


# ---- differences and their explanations ----

class Explanation:
    def __init__(self, line, where):
        parts = [part.strip() for part in line.split('|')]
        if len(parts) != 6 or not parts[5]:
            sys.exit('%s: six fields, separated by "|", are wanted' % where)
        self.file, self.frame, self.field, self.ours, self.theirs, \
            self.reason = parts
        self.where, self.used = where, 0

    def covers(self, base, frame, field, ours, theirs):
        return (fnmatch.fnmatchcase(base, self.file) and
                in_ranges(frame, self.frame) and
                fnmatch.fnmatchcase(field, self.field) and
                fnmatch.fnmatchcase(ours, self.ours) and
                fnmatch.fnmatchcase(theirs, self.theirs))


def in_ranges(frame, ranges):
    """*, 7, 3-5, and several of these with commas."""
    for part in ranges.split(','):
        low, _, high = part.partition('-')
        if part == '*' or int(low) <= frame <= int(high or low):
            return True
    return False


def read_explanations(path):
    lines = []
    with open(path, encoding='utf-8') as f:
        for i, line in enumerate(f, 1):
            line = line.strip()
            if line and not line.startswith('#'):
                lines.append(Explanation(line, '%s:%d' % (path, i)))
    return lines


def shown(bag):
    """A multiset as text; an empty one is "-"."""
    return ','.join(sorted(bag.elements())) or '-'


def differences(ours, theirs):
    empty = collections.Counter()
    for frame in sorted(set(ours) | set(theirs)):
        left, right = ours.get(frame, {}), theirs.get(frame, {})
        for name, _, _, _ in COMPARED:
            mine, other = left.get(name, empty), right.get(name, empty)
            if mine != other:
                yield frame, name, shown(mine - other), shown(other - mine)


def captures(arguments):
    for path in arguments:
        if os.path.isdir(path):
            for name in sorted(os.listdir(path)):
                if name.endswith(SUFFIXES):
                    yield os.path.join(path, name)
        else:
            yield path


class Counts:
    files = frames = messages = values = 0
    explained = unexplained = unread = 0


def compare(program, path, explanations, counts, verbose):
    base = os.path.basename(path)
    theirs = read_tshark(path)
    ours, messages = read_ours(program, path)
    counts.files += 1
    counts.frames += len(theirs)
    counts.messages += messages
    counts.values += sum(sum(bag.values()) for values in theirs.values()
                         for bag in values.values())
    for frame, name, mine, other in differences(ours, theirs):
        for line in explanations:
            if line.covers(base, frame, name, mine, other):
                line.used += 1
                counts.explained += 1
                if verbose:
                    print('%s:%d: %s: ours %s, tshark %s: %s' % (
                        base, frame, name, mine, other, line.reason))
                break
        else:
            counts.unexplained += 1
            print('%s:%d: %s: ours %s, tshark %s' % (
                base, frame, name, mine, other))


def main(arguments):
    explained_in = os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                'tshark_differences.txt')
    verbose = False
    while arguments and arguments[0] in ('-e', '-v'):
        if arguments.pop(0) == '-v':
            verbose = True
        elif arguments:
            explained_in = arguments.pop(0)
    if len(arguments) < 2:
        print(__doc__.split('\n\n')[1], file=sys.stderr)
        return 2
    if shutil.which('tshark') is None:
        print('tshark is not installed')
        return 77
    explanations = read_explanations(explained_in)
    counts = Counts()
    seen = set()
    for path in captures(arguments[1:]):
        seen.add(os.path.basename(path))
        try:
            compare(arguments[0], path, explanations, counts, verbose)
        except (Unusable, json.JSONDecodeError) as e:
            counts.unread += 1
            print('%s: %s' % (os.path.basename(path), e))
    for line in explanations:
        if not line.used and fnmatch.filter(seen, line.file):
            print('note: %s explains nothing' % line.where)
    print('%d files, %d frames, %d messages, %d values of tshark: '
          '%d differences explained, %d unexplained, %d files unread' % (
              counts.files, counts.frames, counts.messages, counts.values,
              counts.explained, counts.unexplained, counts.unread))
    return 1 if counts.unexplained or counts.unread else 0


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
