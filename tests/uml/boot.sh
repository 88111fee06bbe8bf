#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Runs a script as root on a kernel of its own that has SCTP: Debian's
# user-mode-linux, with this file system.  What the script says is said; its
# status is the status.  77: there is no such kernel.
#
#	boot.sh FOLDER SCRIPT [argument ...]
#
# FOLDER is for the result; the seconds it usually takes at the most stand in
# UML_SECONDS, and it is ended after four times as many: machines are busy.
set -u
folder=$1
shift
command -v linux.uml >/dev/null && [ -d /usr/lib/uml/modules ] || {
	echo "user-mode-linux is not here"
	exit 77
}
mkdir -p "$folder"
folder=$(cd "$folder" && pwd)	# its init starts in another place
rm -f "$folder/status" "$folder/said"
cat >"$folder/init" <<END
#!/bin/sh
export PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root B='${B:-build}'
mount -t proc proc /proc
mount -t sysfs sysfs /sys
mount -t tmpfs tmpfs /run
mount -t tmpfs tmpfs /dev/shm 2>/dev/null
ip link set lo up
mkdir -p /run/modules/lib
ln -s /usr/lib/uml/modules /run/modules/lib/modules
modprobe -d /run/modules -a sctp dummy
# The module that checks cookies is not there.
echo none >/proc/sys/net/sctp/cookie_hmac_alg
# freeDiameter wants an address that is not of loopback.
ip link add lab0 type dummy
ip address add 192.0.2.1/24 dev lab0
ip link set lab0 up
cd '$PWD'
sh $* >'$folder/said' 2>&1
echo \$? >'$folder/status'
sync
poweroff -f
END
chmod +x "$folder/init"
timeout -k 5 "$((4 * ${UML_SECONDS:-120}))" linux.uml mem=512M root=/dev/root \
    rootfstype=hostfs hostfs=/ rw "init=$folder/init" con=null \
    con0=fd:0,fd:1 </dev/null >"$folder/console" 2>&1
[ -s "$folder/said" ] && cat "$folder/said"
[ -s "$folder/status" ] || {
	tail -n 20 "$folder/console"
	echo "the kernel ended before the script did"
	exit 1
}
exit "$(cat "$folder/status")"
