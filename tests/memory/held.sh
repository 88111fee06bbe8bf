#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# held.sh SEED ...: recall and honest messages blocked under the shipped policy,
# for hard stories (sim/story.h) that nobody has seen before.  B is the build.
set -u
: "${B:=build}"
dir=$B/held
status=0
[ $# -gt 0 ] || {
	echo "usage: [B=build] tests/memory/held.sh SEED ..." >&2
	exit 2
}
for seed in "$@"; do
	rm -rf "$dir" && mkdir -p "$dir"
	"$B/mkcap" memory "$dir" "$seed" || exit 1
	"$B/breakwater" replay -q -c tests/memory/world.conf \
	    -o "$dir/memory.json" "$dir/memory.pcap" || exit 1
	echo "seed $seed"
	python3 tests/memory/join.py "$dir/memory.json" "$dir/memory.tsv" ||
	    status=1
done
rm -rf "$dir"
exit $status
