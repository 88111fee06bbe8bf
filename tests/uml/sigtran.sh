# SPDX-License-Identifier: GPL-2.0-or-later
# Inside: M3UA over SCTP between the edges and osmo-stp, a peer that is played,
# and breakwater run as a whole.
[ -d /proc/net/sctp ] || {
	echo "this kernel has no SCTP"
	exit 1
}
export SIGTRAN=m3ua
"$B/tests/test_sigtran_stp" && "$B/tests/test_sigtran_peer" &&
    python3 tests/ss7/play.py "$B" "$1" m3ua
