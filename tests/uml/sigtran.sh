# SPDX-License-Identifier: GPL-2.0-or-later
# Inside: M3UA over SCTP between the edges and osmo-stp.
[ -d /proc/net/sctp ] || {
	echo "this kernel has no SCTP"
	exit 1
}
export SIGTRAN=m3ua
exec "$B/tests/test_sigtran_stp"
