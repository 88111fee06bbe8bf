# SPDX-License-Identifier: GPL-2.0-or-later
"""Hold events against labels: DIRECTORY/NAME.json against NAME.tsv.

A label line is frame, index, verdicts expected ("|" between them), label
expected or "-", and what the message is.  Every difference is told, and so are
a message without a label and a label without a message.

With a second argument, a pattern: attacks whose description it matches may
pass, and labels do not count.  So a world that knows less is tried.
"""
import glob
import json
import os
import re
import sys

SHOWN = 20


def read_labels(path):
    """{(frame, index): (verdicts, label, what)}"""
    labels = {}
    with open(path) as f:
        for line in f:
            frame, idx, verdicts, label, what = line.rstrip("\n").split("\t")
            key = (int(frame), int(idx))
            if key in labels:
                sys.exit("%s: frame %d.%d is labelled twice" % (path, *key))
            labels[key] = (verdicts.split("|"), label, what)
    return labels


def compare(directory, name, count, beyond):
    """Differences of one set; adds to the counts of attacks and honest."""
    labels = read_labels(os.path.join(directory, name + ".tsv"))
    wrong = []
    with open(os.path.join(directory, name + ".json")) as f:
        for line in f:
            event = json.loads(line)
            if "verdict" not in event:  # a notice about no message
                continue
            if "frame" not in event:    # happens between messages
                continue
            key = (event["frame"], event.get("idx", 0))
            if key not in labels:
                wrong.append("%s %d.%d: no label" % (name, *key))
                continue
            verdicts, label, what = labels.pop(key)
            if beyond is not None:
                label = "-"
                if verdicts != ["pass"] and re.search(beyond, what):
                    continue
            got, by = event["verdict"], event.get("label", "-")
            kind = "honest" if verdicts == ["pass"] else "attacks"
            if "pass" not in verdicts or kind == "honest":
                count[kind][0] += 1
            if got not in verdicts or label not in ("-", by):
                count[kind][1] += got not in verdicts
                wrong.append("%s %d.%d: %s by \"%s\", expected %s by \"%s\": %s"
                             % (name, *key, got, by, "|".join(verdicts),
                                label, what))
    wrong += ["%s %d.%d: no message: %s" % (name, *key, what)
              for key, (_, _, what) in labels.items()]
    return wrong


def main(directory, beyond=None):
    count = {"attacks": [0, 0], "honest": [0, 0]}
    wrong = []
    names = sorted(os.path.basename(p)[:-4]
                   for p in glob.glob(os.path.join(directory, "*.tsv")))
    for name in names:
        found = compare(directory, name, count, beyond)
        wrong += found[:SHOWN]
        if len(found) > SHOWN:
            wrong.append("%s: and %d more" % (name, len(found) - SHOWN))
    for line in wrong:
        print(line)
    attacks, missed = count["attacks"]
    honest, blocked = count["honest"]
    if attacks == 0 or honest == 0:
        sys.exit("no messages in " + directory)
    print("%d sets; %d attacks, %d missed: recall %.3f %%; "
          "%d honest messages, %d blocked: %.3f %%"
          % (len(names), attacks, missed, 100 * (attacks - missed) / attacks,
             honest, blocked, 100 * blocked / honest))
    sys.exit(1 if wrong else 0)


main(*sys.argv[1:])
