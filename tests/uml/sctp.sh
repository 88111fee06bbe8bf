# SPDX-License-Identifier: GPL-2.0-or-later
# Within a kernel that has SCTP (boot.sh): an attach and attacks over it.  The
# folder, already with the peers compiled and certificates, is the argument.
#
# The same three ways as over TCP: Erlang on both sides, freeDiameter leading
# the visited network here, freeDiameter leading us to the HSS.  And the clock
# jumps, which only a kernel of one's own lets it do.
set -u
dir=$1
fd_sctp=
. tests/peers/lib.sh

over_sctp() {
	bw_conf "$1" "$2"
	bw_change 's|listen	tcp|listen	sctp|' 's|connect	tcp|connect	sctp|'
}
live() {
	start "$1" "$B/breakwater" run -c "$dir/rules/live.conf"
	bw=$pid
	wait_line "$dir/$1.out" '^breakwater: ready' 30
}
steps() {
	mme_run "$@" transport=sctp timeout=4000 air imsi=001010000000002 , \
	    ulr imsi=001010000000002 , \
	    ulr imsi=999700000000001 , \
	    clr imsi=001010000000002 "destination-host=$hss"
	expect "$dir/$1.out" "air 001010000000002 2001"
	expect "$dir/$1.out" "ulr 001010000000002 2001"
	expect "$dir/$1.out" "ulr 999700000000001 5003"
	expect "$dir/$1.out" "clr 001010000000002 5003"
}

hss_start transport=sctp listen=3870 || exit 1
over_sctp 3868 3870
live straight || exit 1
wait_line "$dir/hss.out" "^up $fw" 30 || exit 1
steps straight-mme connect=3868
expect_none "$dir/hss.out" "got clr|999700000000001"

# The clock here is nobody else's: a day on, two days back, and on again.  Who
# is a neighbour stays it, and a request still ends.  (freeDiameter's timers go
# by that clock; it has not begun yet.)
for jump in 86400 -172800 86400; do
	date -s "@$(($(date +%s) + jump))" >/dev/null
	steps "jump$jump" "host=mme4.$alpha_realm" connect=3868
done
expect_none "$dir/straight.out" "$hss is gone"

fd_conf alpha "$alpha_dra" "$alpha_realm" 3871 "$fw:3868" "*.$alpha_realm"
start alpha freeDiameterd -c "$dir/alpha.fd.conf"
wait_line "$dir/alpha.out" "-> 'STATE_OPEN'.*$fw" 30 || exit 1
grep -q "Connected to '$fw' (SCTP" "$dir/alpha.out" || {
	echo "freeDiameter did not come over SCTP"
	wrong=1
}
steps through "host=mme3.$alpha_realm" connect=3871
bw_stop || wrong=1

fd_conf home "$home_dra" "$home_realm" 3872 "$hss:3870" "$fw"
start home freeDiameterd -c "$dir/home.fd.conf"
wait_line "$dir/home.out" "-> 'STATE_OPEN'.*$hss" 30 || exit 1
over_sctp 3868 3872
sed -i "s|host	hss1|host	dra1|" "$dir/rules/live.conf"
live behind || exit 1
wait_line "$dir/home.out" "-> 'STATE_OPEN'.*$fw" 30 || exit 1
steps behind-mme connect=3868
bw_stop || wrong=1
[ $wrong -eq 0 ] && echo "sctp: attached and refused as configured"
exit $wrong
