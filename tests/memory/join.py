# SPDX-License-Identifier: GPL-2.0-or-later
"""Hold the events of a story against its labels, class by class.

join.py EVENTS LABELS [RECALL BLOCKED LEAST]: a label line is that of
tests/attacks/join.py, and what the message is begins with its class and a
colon.  Prints for each class how many messages had to be refused and how many
were missed, how many had to pass and how many were blocked; then what was
missed and blocked most, in groups.  Fails below RECALL per cent in all, above
BLOCKED per cent, below LEAST per cent in any class (98, 0.1 and 90), and when a
message has no label or a label no message.
"""
import collections
import json
import sys

SHOWN = 30


def read_labels(path):
    """{(frame, index): (verdicts, class, what)}"""
    labels = {}
    with open(path) as f:
        for line in f:
            frame, idx, verdicts, _, what = line.rstrip("\n").split("\t")
            key = (int(frame), int(idx))
            if key in labels:
                sys.exit("%s: frame %d.%d is labelled twice" % (path, *key))
            cls, _, rest = what.partition(": ")
            labels[key] = (verdicts.split("|"), cls, rest)
    return labels


class Count:
    def __init__(self):
        self.attacks = self.missed = self.honest = self.blocked = 0
        self.free = 0


def compare(events, labels):
    """Counts by class, groups of what went wrong, and broken pairs."""
    classes = collections.defaultdict(Count)
    wrong = collections.defaultdict(list)
    broken = []
    with open(events) as f:
        for line in f:
            event = json.loads(line)
            if "verdict" not in event:
                continue
            key = (event["frame"], event.get("idx", 0))
            if key not in labels:
                broken.append("%d.%d: no label" % key)
                continue
            verdicts, cls, what = labels.pop(key)
            count, got = classes[cls], event["verdict"]
            if len(verdicts) == 3:
                count.free += 1
            elif "pass" in verdicts:
                count.honest += 1
                count.blocked += got != "pass"
            else:
                count.attacks += 1
                count.missed += got == "pass"
            if got not in verdicts:
                wrong[(cls, what, got, event.get("label", "-"))].append(key[0])
    broken += ["%d.%d: no message: %s: %s" % (*key, cls, what)
               for key, (_, cls, what) in labels.items()]
    return classes, wrong, broken


def table(classes):
    print("%-28s %8s %7s %9s %7s %8s" % ("class", "attacks", "missed",
                                         "honest", "blocked", "either"))
    for cls in sorted(classes):
        c = classes[cls]
        print("%-28s %8d %7d %9d %7d %8d" % (cls, c.attacks, c.missed,
                                             c.honest, c.blocked, c.free))


def main(events, tsv, recall_least="98", blocked_most="0.1",
         class_least="90"):
    classes, wrong, broken = compare(events, read_labels(tsv))
    table(classes)
    for (cls, what, got, by), frames in sorted(
            wrong.items(), key=lambda item: -len(item[1]))[:SHOWN]:
        print("%6d %s by \"%s\": %s: %s; frame %s" %
              (len(frames), got, by, cls, what,
               " ".join(map(str, frames[:3]))))
    for line in broken[:SHOWN]:
        print(line)
    attacks = sum(c.attacks for c in classes.values())
    missed = sum(c.missed for c in classes.values())
    honest = sum(c.honest for c in classes.values())
    blocked = sum(c.blocked for c in classes.values())
    if attacks == 0 or honest == 0:
        sys.exit("no messages in " + events)
    recall = 100 * (attacks - missed) / attacks
    share = 100 * blocked / honest
    # a class of many messages must not stand for those of few
    least = min((100 * (c.attacks - c.missed) / c.attacks, cls)
                for cls, c in classes.items() if c.attacks)
    print("%d attacks, %d missed: recall %.2f %%, least %.1f %% (%s); "
          "%d honest messages, %d blocked: %.3f %%"
          % (attacks, missed, recall, least[0], least[1], honest, blocked,
             share))
    sys.exit(1 if broken or recall < float(recall_least) or
             share > float(blocked_most) or
             least[0] < float(class_least) else 0)


main(*sys.argv[1:])
