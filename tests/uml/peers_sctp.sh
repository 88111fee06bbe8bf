# SPDX-License-Identifier: GPL-2.0-or-later
# Inside: without SCTP the program would test only that there is none.
[ -d /proc/net/sctp ] || {
	echo "this kernel has no SCTP"
	exit 1
}
exec "$B/tests/test_peers_sctp"
