#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# SS7 inline beside a plain relay, in one run: osmo-stp alone, Breakwater alone,
# between the same two ends, by IPA over TCP.  They take turns, ROUNDS times,
# and the medians of those are what is told.
#
# First whoever relays has one core, all its processes together, and the ends
# have another; then everybody runs where the scheduler likes.  Where others
# work at the same time "CPU" is the figure that counts.
set -eu
: "${B:=build}" "${SECONDS_EACH:=2}" "${ROUNDS:=5}" "${WINDOW:=64}" "${NICE:=0}"
: "${PARTNERS:=600}" "${GOALS:=}"
case $B in
/*)	;;
*)	B=$PWD/$B ;;
esac
dir=$B/bench/ss7
rm -rf "$dir" && mkdir -p "$dir/rules"
. tests/peers/lib.sh
stp=$(command -v osmo-stp) || {
	echo "osmo-stp is not here"
	exit 77
}
load=$B/tests/load_diameter

# node NAME PC-OF-IT PC-THAT-IT-SENDS-TO: an end, as its relay has it.
node() {
	cat <<-END
	 as $1 ipa
	  routing-key 0 $2
	  point-code override dpc $3
	END
}
# instance NUMBER POINT-CODE PORT, with nodes on standard input.
instance() {
	cat <<-END
	cs7 instance $1
	 network-indicator international
	 point-code $2
	END
	cat
	cat <<-END
	 listen ipa $3
	  local-ip 127.0.0.1
	  accept-asp-connections dynamic-permitted
	END
}
# vty ADDRESS PORT
vty() {
	printf 'line vty\n no login\n bind %s %s\n' "$1" "$2"
}

# A table of partners with eight ranges each, in test numbers.
partners() {
	i=0
	while [ $i -lt "$PARTNERS" ]; do
		mnc=$((100 + i))
		echo "partner \"p$mnc\" { plmn 999-$mnc gt {"
		for range in 0 1 2 3 4 5 6 7; do
			echo "	991$mnc$((range * 7 + mnc % 7 + 10))*"
		done
		echo "} }"
		i=$((i + 1))
	done
}

# rules/inline-ss7.conf with all of these partners, and nothing to refuse for
# want of room: home bears what comes.
our_conf() {
	cp rules/*.conf rules/*.csv rules/*.list "$dir/rules/"
	partners >"$dir/rules/partners.conf"
	sed -e "/^	user/d" -e "/^	metrics/d" -e "/^	state/d" \
	    -e "s|/var/log/breakwater|$dir|;s|/run/breakwater|$dir|" \
	    -e 's/events\.jsonl" /&only { drop reject } /' \
	    -e "s|^include|include \"partners.conf\"\n&|" \
	    -e '/^protect/,/latency/d' -e '/^storm/,/leave/d' \
	    -e '/# When there is no room/,/label "storm"$/d' \
	    rules/inline-ss7.conf >"$dir/rules/live.conf"
	{
		vty 127.0.0.1 "$vty"
		node alpha 0.125.1 0.250.2 | instance 0 0.250.2 "$far"
		node home 0.250.2 0.125.1 | instance 1 0.125.1 "$near"
		{
			node beta 0.126.1 0.100.1
			node home2 0.250.3 0.100.1
		} | instance 2 0.100.1 "$both"
	} >"$dir/rules/inline-ss7.cs7"
}

# value NAME: of a line NAME=VALUE ... on standard input.
value() {
	tr ' ' '\n' | sed -n "s/^$1=//p"
}
# ns PID...: CPU time of processes so far.
ns() {
	for p; do
		cat /proc/"$p"/task/*/schedstat
	done | awk '{ n += $1 } END { printf "%.0f", n }'
}
child() {
	for p in $(pgrep -P "$1"); do
		[ "$(cat "/proc/$p/comm")" != "$2" ] || echo "$p"
	done
}

# shellcheck disable=SC2046
set -- $(free_ports 5)
stpport=$1 vty=$2 far=$3 near=$4 both=$5
net=127.$((1 + $$ % 250)).$(($$ / 250 % 250))
{
	printf 'line vty\n no login\n bind %s\n' "$net.1"
	{
		node alpha 0.125.1 0.250.2
		node home 0.250.2 0.125.1
	} | instance 0 0.1.1 "$stpport"
} >"$dir/stp.cfg"
start stp "$stp" -c "$dir/stp.cfg"
stp_pid=$pid
wait_port "$stpport"
our_conf
start breakwater "$B/breakwater" run -c "$dir/rules/live.conf"
wait_line "$dir/breakwater.out" ready 30
wait_port "$far"
edge_pid=$(child "$pid" breakwater-sigt)
engine_pid=$(child "$pid" breakwater)
python3 -B tests/load/ss7_script.py 99970 >"$dir/alpha.ss7"
python3 -B tests/load/ss7_script.py 9998 >"$dir/beta.ss7"

# pin CORES PID...: with all their threads.
pin() {
	to=$1
	shift
	for p; do
		taskset -apc "$to" "$p" >/dev/null
	done
}

# ends WAY ARGUMENTS...: load by way of one of the relays.
ends() {
	way=$1
	shift
	case $way in
	stp)	set -- "$@" "$dir/alpha.ss7" alpha "$stpport" home "$stpport" ;;
	pair)	set -- "$@" "$dir/alpha.ss7" alpha "$far" home "$near" ;;
	title)	set -- "$@" "$dir/beta.ss7" beta "$both" home2 "$both" ;;
	esac
	nice -n "$NICE" taskset -c "$load_cores" "$load" ss7 "$@"
}
# one WAY CORES: what a round of it says, in files of $dir.
one() {
	said=$(ends "$1" -u 0.3 -t "$(echo "$SECONDS_EACH" | awk '{
	    print $1 / 2 }')")
	echo "$said" | value p50 >>"$dir/$1.$2.p50"
	echo "$said" | value p99 >>"$dir/$1.$2.p99"
	before="$(ns "$stp_pid") $(ns "$engine_pid") $(ns "$edge_pid")"
	said=$(ends "$1" -u 0 -t "$SECONDS_EACH" -w "$WINDOW")
	echo "$before $(ns "$stp_pid") $(ns "$engine_pid") $(ns "$edge_pid")" \
	    "$(echo "$said" | value messages)" | awk '{
		printf "%.2f %.2f %.2f\n", ($4 - $1) / $7 / 1e3,
		    ($5 - $2) / $7 / 1e3, ($6 - $3) / $7 / 1e3 }' \
	    >>"$dir/$1.$2.cpu"
	echo "$said" | value rate >>"$dir/$1.$2.rate"
	bad=$(echo "$said" | value lost) wrong_ones=$(echo "$said" | value wrong)
	echo $((bad + wrong_ones)) >>"$dir/$1.$2.bad"
}
# median FILE COLUMN
median() {
	cut -d' ' -f"$2" "$dir/$1" | sort -n | awk '{ v[NR] = $1 } END {
	    print NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2 }'
}
row() {
	echo "$(median "$2.rate" 1) $(median "$2.p50" 1) $(median "$2.p99" 1)" \
	    "$(median "$2.cpu" 1) $(median "$2.cpu" 2) $(median "$2.cpu" 3)" \
	    "$(median "$2.bad" 1)" | awk -v name="$1" '{
		printf "%-34s %10.0f %8.1f %8.1f %8.2f %8.2f %8.2f %6d\n",
		    name, $1, $2, $3, $4, $5, $6, $7 }'
}
ways="stp pair title"
for cores in one all; do
	load_cores=0-$(($(nproc) - 1))
	pin "$load_cores" "$stp_pid" "$engine_pid" "$edge_pid"
	if [ $cores = one ]; then
		[ "$(nproc)" -ge 2 ] || continue
		load_cores=1
		pin 0 "$stp_pid" "$engine_pid" "$edge_pid"
	fi
	round=0
	while [ $round -lt "$ROUNDS" ]; do
		for way in $ways; do
			one "$way" $cores
		done
		round=$((round + 1))
	done
done

printf '%-34s %10s %17s %26s %6s\n' "" "" "one at a time (us)" \
    "CPU us a message" "lost,"
printf '%-34s %10s %8s %8s %8s %8s %8s %6s\n' "" "messages/s" median p99 \
    relay engine edge wrong
for cores in one all; do
	[ -s "$dir/stp.$cores.rate" ] || continue
	echo "relay on $cores core$([ $cores = one ] || echo s)"
	row " osmo-stp" stp.$cores
	row " Breakwater, a pair of links" pair.$cores
	row " Breakwater, by global title" title.$cores
done
echo
printf '%-52s %12s %12s\n' "" "goal" "here"
for cores in one all; do
	[ -s "$dir/stp.$cores.rate" ] || continue
	for way in pair title; do
		echo "$(median "$way.$cores.rate" 1) $(median "stp.$cores.rate" 1)" \
		    "$(median "$way.$cores.p50" 1)" \
		    "$(median "stp.$cores.p50" 1)" | awk \
		    -v name="$way, relay on $cores core(s)" '{
			printf "%-52s %12s %12.2f\n", "messages/s, of osmo-stp: "\
			    name, ">= 0.8", $1 / $2
			printf "%-52s %12s %12.1f\n", "added median (us): "\
			    name, "<= 30", $3 - $4 }'
	done
done
