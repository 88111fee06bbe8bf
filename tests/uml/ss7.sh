# SPDX-License-Identifier: GPL-2.0-or-later
# Inside: M3UA over SCTP between the STPs and us.
[ -d /proc/net/sctp ] || {
	echo "this kernel has no SCTP"
	exit 1
}
SIGTRAN=m3ua exec sh tests/ss7.test
