# SPDX-License-Identifier: GPL-2.0-or-later
# Inside: two firewalls at two STPs; the folder is the argument.
[ -d /proc/net/sctp ] || {
	echo "this kernel has no SCTP"
	exit 1
}
exec python3 -B tests/peers/ss7_pair.py "$B" "$1"
