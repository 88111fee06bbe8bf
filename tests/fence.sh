#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Include directions: dissectors <- rules <- fw <- sim, tests see all; and a
# third-party library is included where it belongs and nowhere else.
set -u
status=0

# folder, what its includes may reach
check() {
	folder=$1 allowed=$2
	[ -d "$folder" ] || return 0
	bad=$(grep -n '#include "\.\./' "$folder"/*.[chy] 2>/dev/null |
	    grep -Ev "#include \"\.\./($allowed)/")
	if [ -n "$bad" ]; then
		printf '%s may include %s only:\n%s\n' "$folder" "$allowed" \
		    "$bad"
		status=1
	fi
}
check dissectors none
check rules dissectors
check fw 'dissectors|rules'
check sim 'dissectors|rules|fw'
# What rules remember by knows messages, and no rule.
bad=$(grep -n '#include "\.\./' rules/state/*.[ch] 2>/dev/null |
    grep -v '#include "\.\./\.\./dissectors/')
if [ -n "$bad" ]; then
	printf 'rules/state may include dissectors only:\n%s\n' "$bad"
	status=1
fi

bad=$(grep -n '#include "\.\./' sim/lab/*.[ch] 2>/dev/null |
    grep -Ev '#include "\.\./(\.\./(dissectors|rules|fw)/|[a-z_]+\.h)')
if [ -n "$bad" ]; then
	printf 'sim/lab may include dissectors, rules, fw, sim only:\n%s\n' "$bad"
	status=1
fi

# No packet leaves the lab.
bad=$(grep -nE '#include <(sys/socket|netinet/|arpa/|netdb|sys/un)' \
    sim/lab/*.[ch] 2>/dev/null)
if [ -n "$bad" ]; then
	printf 'sim/lab may not open sockets:\n%s\n' "$bad"
	status=1
fi

bad=$(grep -n '#include "\.\./' fw/run/*.[ch] fw/fd/*.[ch] \
    fw/ss7/*.[ch] 2>/dev/null |
    grep -Ev '#include "\.\./(\.\./(dissectors|rules)/|run/|[a-z_]+\.h)')
if [ -n "$bad" ]; then
	printf 'fw/run may include dissectors, rules, fw only:\n%s\n' "$bad"
	status=1
fi

# header, the only file that includes it
only() {
	bad=$(grep -ln "#include <$1" dissectors/*.[ch] rules/*.[chy] \
	    rules/state/*.[ch] fw/*.[ch] fw/*/*.[ch] sim/*.[ch] sim/lab/*.[ch] \
	    2>/dev/null | grep -vx "$2")
	if [ -n "$bad" ]; then
		printf '<%s> belongs in %s, not in:\n%s\n' "$1" "$2" "$bad"
		status=1
	fi
}
only pcap/ fw/capture.c
only event2/ 'fw/run/.*'
only openssl/ 'fw/run/.*'
only seccomp.h 'fw/run/confine.c'
only netinet/sctp.h 'fw/\(run\|ss7\)/.*'
only osmocom/ 'fw/ss7/.*'
only freeDiameter/ 'fw/fd/.*'
only zlib.h 'fw/\(capture\|snapshot\|snapshot_read\)\.c'

# The dissectors allocate nothing, print nothing and read no clock.
bad=$(grep -nE '\b(malloc|calloc|realloc|free|printf|fprintf|abort|assert|time|clock_gettime|gettimeofday) *\(' dissectors/*.[ch])
if [ -n "$bad" ]; then
	printf 'not for dissectors:\n%s\n' "$bad"
	status=1
fi
[ $status -eq 0 ] && echo "fence: includes point the right way"
exit $status
