# SPDX-License-Identifier: GPL-2.0-or-later
# Inside: M3UA over SCTP between the ends and the relays, on one CPU.
[ -d /proc/net/sctp ] || {
	echo "this kernel has no SCTP"
	exit 1
}
SIGTRAN=m3ua ROUNDS=$1 SECONDS_EACH=$2 exec sh tests/bench_ss7.sh
