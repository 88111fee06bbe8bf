#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# SS7 inline beside a plain relay, in one run: osmo-stp alone, Breakwater alone,
# between the same two ends, by IPA over TCP, or by M3UA with SIGTRAN=m3ua where
# the kernel has SCTP (tests/uml/bench_ss7.sh).  They take turns, ROUNDS times,
# and the medians of those are what is told.
#
# First whoever relays has one core, all its processes together, and the ends
# have another; then everybody runs where the scheduler likes.  Where others
# work at the same time "CPU" is the figure that counts; and FIFO=5 as root puts
# them back while one message at a time is on its way.
set -eu
: "${B:=build}" "${SECONDS_EACH:=2}" "${ROUNDS:=5}" "${WINDOW:=64}" "${FIFO:=}"
: "${PARTNERS:=600}" "${SIGTRAN:=ipa}"
case $B in
/*)	;;
*)	B=$PWD/$B ;;
esac
dir=$B/bench/ss7
rm -rf "$dir" && mkdir -p "$dir/rules"
. tests/peers/lib.sh
. tests/peers/ss7.sh
stp_there
load=$B/tests/load_diameter
ticks=$(getconf CLK_TCK)

# instance NUMBER POINT-CODE PORT, with nodes on standard input.
instance() {
	cat <<-END
	cs7 instance $1
	 network-indicator international
	 point-code $2
	END
	cat
	cat <<-END
	 listen $SIGTRAN $3
	  local-ip 127.0.0.1
	END
	if [ -n "$m3ua" ]; then
		echo "  accept-asp-connections pre-configured"
	else
		echo "  accept-asp-connections dynamic-permitted"
	fi
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
		stp_us alpha 0.125.1 0.250.2 1 "$far" "$port1" |
		    instance 0 0.250.2 "$far"
		stp_us home 0.250.2 0.125.1 2 "$near" "$port2" |
		    instance 1 0.125.1 "$near"
		{
			stp_us beta 0.126.1 0.100.1 3 "$both" "$port1"
			stp_us home2 0.250.3 0.100.1 4 "$both" "$port2"
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
		if [ -r "/proc/$p/schedstat" ]; then
			cat /proc/"$p"/task/*/schedstat
		else
			awk -v hz="$ticks" '{ print ($14 + $15) / hz * 1e9 }' \
			    "/proc/$p/stat"
		fi
	done | awk '{ n += $1 } END { printf "%.0f", n }'
}
child() {
	for p in $(pgrep -P "$1"); do
		[ "$(cat "/proc/$p/comm")" != "$2" ] || echo "$p"
	done
}

# Until a relay listens.
wait_relay() {
	[ "$SIGTRAN" = m3ua ] || {
		wait_port "$1"
		return
	}
	until=$(($(date +%s) + 10))
	while ! grep -q " $1 " /proc/net/sctp/eps; do
		[ "$(date +%s)" -le $until ] || {
			echo "nobody listens on port $1 of SCTP" >&2
			return 1
		}
		sleep 0.05
	done
}

# shellcheck disable=SC2046
set -- $(free_ports 7)
stpport=$1 vty=$2 far=$3 near=$4 both=$5 port1=$6 port2=$7
net=127.$((1 + $$ % 250)).$(($$ / 250 % 250))
{
	printf 'line vty\n no login\n bind %s\n' "$net.1"
	{
		stp_us alpha 0.125.1 0.250.2 1 "$stpport" "$port1"
		stp_us home 0.250.2 0.125.1 2 "$stpport" "$port2"
	} | instance 0 0.1.1 "$stpport"
} >"$dir/stp.cfg"
start stp "$stp" -c "$dir/stp.cfg"
stp_pid=$pid
wait_relay "$stpport"
our_conf
start breakwater "$B/breakwater" run -c "$dir/rules/live.conf"
wait_line "$dir/breakwater.out" ready 30
wait_relay "$far"
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
	case $way.$SIGTRAN in
	stp.ipa)
		set -- "$@" "$dir/alpha.ss7" alpha "$stpport" home "$stpport" ;;
	pair.ipa)
		set -- "$@" "$dir/alpha.ss7" alpha "$far" home "$near" ;;
	title.ipa)
		set -- "$@" "$dir/beta.ss7" beta "$both" home2 "$both" ;;
	stp.m3ua)
		set -- -m "$@" "$dir/alpha.ss7" "1001/2002/1/$port1" \
		    "$stpport" "2002/1001/2/$port2" "$stpport" ;;
	pair.m3ua)
		set -- -m "$@" "$dir/alpha.ss7" "1001/2002/1/$port1" "$far" \
		    "2002/1001/2/$port2" "$near" ;;
	title.m3ua)
		set -- -m "$@" "$dir/beta.ss7" "1009/801/3/$port1" "$both" \
		    "2003/801/4/$port2" "$both" ;;
	esac
	# shellcheck disable=SC2086
	$fifo taskset -c "$load_cores" "$load" ss7 "$@"
}
# The relays' scheduling: fifo, other.
schedule() {
	fifo=
	[ -n "$FIFO" ] || return 0
	for p in "$stp_pid" "$engine_pid" "$edge_pid"; do
		if [ "$1" = fifo ]; then
			fifo="chrt -f $FIFO"
			chrt -a -f -p "$FIFO" "$p"
		else
			chrt -a -o -p 0 "$p"
		fi
	done
}
# one WAY CORES: what a round of it says, in files of $dir.
one() {
	schedule fifo
	said=$(ends "$1" -u "$warm" -t "$half")
	echo "$said" | value p50 >>"$dir/$1.$2.p50"
	echo "$said" | value p99 >>"$dir/$1.$2.p99"
	schedule other
	before="$(ns "$stp_pid") $(ns "$engine_pid") $(ns "$edge_pid")"
	said=$(ends "$1" -u 0 -t "$SECONDS_EACH" -w "$WINDOW")
	echo "$before $(ns "$stp_pid") $(ns "$engine_pid") $(ns "$edge_pid")" \
	    "$(echo "$said" | value messages)" | awk '{
		printf "%.2f %.2f %.2f\n", ($4 - $1) / $7 / 1e3,
		    ($5 - $2) / $7 / 1e3, ($6 - $3) / $7 / 1e3 }' \
	    >>"$dir/$1.$2.cpu"
	echo "$said" | value rate >>"$dir/$1.$2.rate"
	echo $(($(echo "$said" | value lost) + $(echo "$said" | value wrong))) \
	    >>"$dir/$1.$2.bad"
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
half=$(echo "$SECONDS_EACH" | awk '{ print $1 / 2 }')
warm=$(echo "$SECONDS_EACH" | awk '{ print $1 / 8 }')
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

# More than the kernel takes for an end that does not read: some is lost for
# want of credit, and the rest is as it was.
if [ "$SIGTRAN" = ipa ]; then
	pin "$load_cores" "$stp_pid" "$engine_pid" "$edge_pid"
	ends pair -s 400 -u 0.1 -t 0.4 -w 32000 | value wrong >"$dir/stall.bad"
fi

printf '%-34s %10s %17s %26s %6s\n' "" "" "one at a time (us)" \
    "CPU us a message" "lost,"
printf '%-34s %10s %8s %8s %8s %8s %8s %6s\n' "" "messages/s" median p99 \
    relay engine edge wrong
for cores in one all; do
	[ -s "$dir/stp.$cores.rate" ] || continue
	if [ $cores = one ]; then
		echo "relay on one core, ends on another"
	else
		echo "everybody on all cores, $(nproc)"
	fi
	row " osmo-stp" stp.$cores
	row " Breakwater, a pair of links" pair.$cores
	row " Breakwater, by global title" title.$cores
done
echo
printf '%-52s %12s %12s\n' "" "goal" "here"
goal() {
	printf '%-52s %12s %12s\n' "$1" "$2" "$3"
}
# of FILE COLUMN...: sum of the columns' medians
of() {
	file=$1
	shift
	for column; do
		median "$file" "$column"
	done | awk '{ n += $1 } END { print n }'
}
ratio() {
	echo "$1 $2" | awk '{ printf "%.2f", $1 / $2 }'
}
for cores in one all; do
	[ -s "$dir/stp.$cores.rate" ] || continue
	for way in pair title; do
		name="$way, $cores core$([ $cores = one ] || echo s)"
		goal "messages/s, of osmo-stp: $name" ">= 0.8" "$(ratio \
		    "$(of $way.$cores.rate 1)" "$(of stp.$cores.rate 1)")"
		goal "CPU time a message, of osmo-stp: $name" "" "$(ratio \
		    "$(of $way.$cores.cpu 2 3)" "$(of stp.$cores.cpu 1)")"
		goal "added median (us): $name" "<= 30" "$(echo \
		    "$(of $way.$cores.p50 1) $(of stp.$cores.p50 1)" |
		    awk '{ printf "%.1f", $1 - $2 }')"
	done
done
# What is lost or changed is no relaying.
sort -n "$dir"/*.bad | tail -n 1 | grep -qx 0
