# SPDX-License-Identifier: GPL-2.0-or-later
# Inside: M3UA over SCTP between the edges and osmo-stp, and a peer that is
# played.
[ -d /proc/net/sctp ] || {
	echo "this kernel has no SCTP"
	exit 1
}
[ $# -eq 0 ] || export "$@"
export SIGTRAN=m3ua
"$B/tests/test_sigtran_stp" && "$B/tests/test_sigtran_peer"
