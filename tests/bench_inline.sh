#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The inline path beside what it is measured against, in one run: no relay, a
# bare relay on libevent, freeDiameter's relay, Breakwater.  Then a storm.
# Whoever relays has one core, who asks and answers has another.  Where others
# work at the same time, "CPU" is the figure that counts; NICE=-15 as root puts
# them back for a while.
set -eu
: "${B:=build}" "${SECONDS_EACH:=4}" "${NICE:=0}"
case $B in
/*)	;;
*)	B=$PWD/$B ;;
esac
dir=$B/bench/inline
rm -rf "$dir" && mkdir -p "$dir"
. tests/peers/lib.sh
load=$B/tests/load_diameter
ticks=$(getconf CLK_TCK)
if [ "$(nproc)" -ge 2 ]; then
	on_relay="nice -n $NICE taskset -c 0"
	on_load="nice -n $NICE taskset -c 1"
else
	on_relay="nice -n $NICE" on_load="nice -n $NICE"
fi

# CPU ticks of processes and their children so far.
cpu() {
	total=0
	for p in $1 $(pgrep -P "$1" || true); do
		total=$((total + $(cut -d' ' -f14 "/proc/$p/stat") +
		    $(cut -d' ' -f15 "/proc/$p/stat")))
	done
	echo $total
}

# value NAME: of a line NAME=VALUE ... on standard input.
value() {
	tr ' ' '\n' | sed -n "s/^$1=//p"
}

server() {
	$on_load "$load" server "$1" >"$dir/server.out" 2>&1 &
	server=$!
	started="$started $server"
	wait_port "$1"
}
server_end() {
	kill "$server"
	wait "$server" || true
}

# Moves a process, its children and their threads to the core of the load.
to_load() {
	[ -n "$on_load" ] || return 0
	for p in $1 $(pgrep -P "$1" || true); do
		taskset -apc 1 "$p" >/dev/null
	done
}

# one NAME PORT: p50 and p99 of one request at a time.
one() {
	said=$($on_load "$load" client -u 0.3 -t 1.5 \
	    -g "name=one,window=1,host=one,imsi=001010" "$2")
	echo "$said" >>"$dir/$1.out"
	echo "$(echo "$said" | value p50) $(echo "$said" | value p99)"
}

# measure NAME PORT PID KEY: saturated, then one at a time, on two cores and
# on one.  What a sleeping core takes to wake up is no work of the relay's.
measure() {
	before=$([ -n "$3" ] && cpu "$3" || echo 0)
	many=$($on_load "$load" client -u 1 -t "$SECONDS_EACH" \
	    -g "name=many,conns=2,window=64,imsi=001010" "$2")
	after=$([ -n "$3" ] && cpu "$3" || echo 0)
	echo "$many" >>"$dir/$1.out"
	two=$(one "$1" "$2")
	[ -z "$3" ] || to_load "$3"
	same=$(one "$1" "$2")
	rate=$(echo "$many" | value rate)
	sent=$(echo "$many" | value sent)
	bad=$((sent - $(echo "$many" | value r2001)))
	[ -n "$3" ] || none="$two $same"
	row=$(echo "$two $same $none $rate $after $before $ticks $sent $bad" |
	    awk '{
		printf "%d %.1f %.1f %.1f %.1f ", $9, $1 - $5, $2, $3 - $7, $4
		used = ($10 - $11) / $12
		printf "%.2f %.0f %d\n", used / $13 * 1e6,
		    (used > 0 ? $13 / used : 0), $14 }')
	echo "$row" | awk -v name="$1" '{
		printf "%-26s %10d %9.1f %9.1f %9.1f %9.1f %8.2f %8d\n",
		    name, $1, $2, $3, $4, $5, $6, $8 }'
	eval "row_$4=\$row"
}
# field KEY N: of what was measured.
field() {
	eval "echo \${row_$1-}" | cut -d' ' -f"$2"
}

# judged PORT HSSPORT: the shipped policy with memory, and nothing to refuse
# for want of room.
judged() {
	bw_conf "$1" "$2"
	bw_quiet
	bw_change '/^protect/d' '/^storm/,/leave/d' \
	    '/# When there is no room/,/label "storm"$/d' \
	    's/^	requests.*/	requests 100000/'
}

bw_pinned() {
	# shellcheck disable=SC2086
	start "$1" $on_relay "$B/breakwater" run -c "$dir/rules/live.conf"
	bw=$pid
	wait_port "$2" 20
}

# hss_open LOGFILE: until whoever relays has reached the HSS.
hss_open() {
	until=$(($(date +%s) + 10))
	while ! $on_load "$load" client -t 0.05 -w 0.3 \
	    -g name=try,window=1,host=try,imsi=001010 "$1" 2>/dev/null |
	    grep -q r2001=; do
		[ "$(date +%s)" -le $until ] || {
			echo "the HSS cannot be reached through port $1" >&2
			return 1
		}
		sleep 0.2
	done
}

certificates
# shellcheck disable=SC2046
set -- $(free_ports 6)
hssport=$1 bareport=$2 fdport=$3 bwport=$4 edgeport=$5 stormport=$6

printf '%-26s %10s %19s %19s %8s %8s\n' "" "" "one at a time (us)," \
    "the same," "" "" "" "saturated," "on two cores" "on one core" "CPU us" \
    "not"
printf '%-26s %10s %9s %9s %9s %9s %8s %8s\n' "" "requests/s" "added p50" \
    "p99" "added p50" "p99" "each" "2001"
server "$hssport"
measure "no relay" "$hssport" "" none

# shellcheck disable=SC2086
start bare $on_relay "$load" relay "$bareport" "$hssport"
wait_port "$bareport"
measure "bare libevent relay" "$bareport" "$pid" bare
kill "$pid"

if command -v freeDiameterd >/dev/null; then
	fd_conf fd "$fw" "$home_realm" "$fdport" "$hss:$hssport" \
	    "*.$alpha_realm"
	# shellcheck disable=SC2086
	start fd $on_relay freeDiameterd -c "$dir/fd.fd.conf"
	wait_port "$fdport"
	hss_open "$fdport"
	measure "freeDiameter relay" "$fdport" "$pid" fd
	kill "$pid"
	wait "$pid" || true
fi

judged "$bwport" "$hssport"
bw_pinned bw "$bwport"
hss_open "$bwport"
measure "Breakwater" "$bwport" "$bw" bw
bw_stop

if command -v freeDiameterd >/dev/null; then
	judged "$edgeport" "$hssport"
	fd_conf edge "$fw" "$home_realm" "$(free_ports 1)" "$hss:$hssport"
	bw_edge edge
	bw_pinned edge "$edgeport"
	hss_open "$edgeport"
	measure "Breakwater, freeDiameter" "$edgeport" "$bw" edge
	bw_stop
fi
server_end

# ---- a storm: meters as fast as it goes, 2,000/s of critical devices ----
server "$hssport"
bw_conf "$stormport" "$hssport"
bw_quiet
# Refusals of a storm are too many to write each down.
bw_change 's/only { drop reject }/only drop/' 's|capacity 2000/s|capacity 5000/s|'
bw_pinned storm "$stormport"
hss_open "$stormport"
before=$(cpu "$bw")
meters=imsi=001015
# Each has a process of its own: what one waits for is not the other's delay.
$on_load "$load" client -u 2 -t "$SECONDS_EACH" \
    -g "name=meter,host=meter,rate=130000,mix=attach,devices=900000,$meters" \
    "$stormport" >"$dir/meter.txt" 2>&1 &
storming=$!
$on_load "$load" client -u 2 -t "$SECONDS_EACH" \
    -g "name=critical,host=critical,rate=2000,mix=both,imsi=001010911" \
    "$stormport" >"$dir/critical.txt" 2>&1
wait $storming
after=$(cpu "$bw")
bw_stop
server_end
meter=$(grep ^group= "$dir/meter.txt")
critical=$(grep ^group= "$dir/critical.txt")
echo
echo "storm: meters, and critical devices beside them"
for line in "$meter" "$critical"; do
	echo "$line" | awk '{
		for (i = 1; i <= NF; i++) {
			split($i, a, "=")
			v[a[1]] = a[2]
		}
		printf "%-10s %8.0f/s offered, %8.0f/s answered, %7.0f/s " \
		    "with success (median %.0f us, p99 %.0f us), %.1f %% refused\n",
		    v["group"], v["offered"], v["rate"], v["good"],
		    v["good_p50"], v["good_p99"],
		    100 - 100 * v["r2001"] / v["sent"] }'
done
printf 'the HSS saw at most %s/s; Breakwater used %s s of CPU\n' \
    "$(value most <"$dir/server.out")" \
    "$(echo "$before $after $ticks" | awk '{ printf "%.1f", ($2 - $1) / $3 }')"

echo
printf '%-52s %12s %12s\n' "" "goal" "here"
goal() {
	printf '%-52s %12s %12s\n' "$1" "$2" "$3"
}
ratio() {
	echo "$1 $2" | awk '{ printf "%.2f", $1 / $2 }'
}
{
	goal "judged requests/s on one core" ">= 150000" "$(field bw 1)"
	goal "the same, by the CPU time that was used" "" "$(field bw 7)"
	goal "added median, one at a time, one core (us)" "<= 60" \
	    "$(field bw 4)"
	goal "the same on two cores" "" "$(field bw 2)"
	goal "of it what a bare relay adds" "" "$(field bare 2)"
	goal "p99, of that of the bare relay, one core" "<= 1.5" \
	    "$(ratio "$(field bw 5)" "$(field bare 5)")"
	goal "the same on two cores" "" \
	    "$(ratio "$(field bw 3)" "$(field bare 3)")"
	goal "requests/s with freeDiameter behind" ">= 20000" \
	    "$(field edge 1)"
	goal "the same, by the CPU time that was used" "" "$(field edge 7)"
	goal "requests/s of the freeDiameter relay" "" "$(field fd 1)"
	goal "storm offered by meters (1/s)" ">= 100000" \
	    "$(echo "$meter" | value offered)"
	goal "critical requests with success (1/s)" "2000" \
	    "$(echo "$critical" | value good)"
	goal "p99 of critical requests in the storm (us)" "< 10000" \
	    "$(echo "$critical" | value good_p99)"
}
