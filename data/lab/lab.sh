#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Two minutes with Breakwater between Diameter peers that others wrote, all on
# loopback: an HSS and an MME on Erlang's diameter, and freeDiameter as the
# agent that leads the visited network here.  A subscriber attaches; then
# somebody attacks; and it is shown what became of both.  It ends by itself.
#
#	make lab
#
# KEEP=1 keeps the folder with configurations, logs and events.
set -u
: "${B:=build}"
case $B in
/*)	;;
*)	B=$PWD/$B ;;
esac
[ -x "$B/breakwater" ] || {
	echo "There is no $B/breakwater: run this from the top of the" \
	    "source, after make." >&2
	exit 2
}
dir=$(mktemp -d)
. tests/peers/lib.sh
clean() {
	peers_end
	if [ -n "${KEEP-}" ]; then
		echo "Everything is in $dir."
	else
		rm -rf "$dir"
	fi
}
trap clean EXIT
trap 'exit 1' HUP INT PIPE TERM

for need in erlc freeDiameterd openssl python3; do
	command -v $need >/dev/null || {
		echo "The lab needs $need (Debian: erlang-base" \
		    "erlang-diameter freediameterd freediameter-extensions" \
		    "openssl python3)." >&2
		exit 77
	}
done

say() {
	if [ -t 1 ]; then
		printf '\n\033[1m%s\033[0m\n' "$*"
	else
		printf '\n%s\n' "$*"
	fi
}
# What the MME printed, in plain words.
outcome() {
	while read -r command imsi result; do
		case $result in
		2001)	words="success: it went to the HSS and back" ;;
		timeout) words="silence: Breakwater dropped it" ;;
		5003)	words="refused by Breakwater: not authorised (5003)" ;;
		*)	words="result $result" ;;
		esac
		case $command in
		air|ulr|clr)
			printf '  %s for %s: %s\n' "$(echo "$command" |
			    tr '[:lower:]' '[:upper:]')" "$imsi" "$words" ;;
		esac
	done <"$dir/$1.out"
}
# The events of one operation, as JSON Lines has them, without their details.
events() {
	python3 - "$dir/events.jsonl" "$1" <<'END'
import json, sys
keep = ("kind", "type", "imsi", "origin_host", "link", "partner", "verdict",
    "label", "reason", "answer_result")
lines = open(sys.argv[1]).readlines()
for line in lines[int(sys.argv[2]):]:
    e = json.loads(line)
    if e.get("kind") == "request":
        print("  " + json.dumps({k: e[k] for k in keep if k in e}))
END
}
counted() {
	wc -l <"$dir/events.jsonl"
}

say "1. A home network's HSS (Erlang), and the agent of a partner (freeDiameter)"
erlang_ready || {
	cat "$dir/erlc.out"
	exit 1
}
certificates
# shellcheck disable=SC2046
set -- $(free_ports 3)
front=$1 back=$2 agent=$3
hss_start "listen=$back" || exit 1
echo "  $hss listens on port $back"

say "2. Breakwater between them, with rules/inline.conf"
bw_conf "$front" "$back"
"$B/breakwater" check "$dir/rules/live.conf" >"$dir/check.out" || exit 1
bw_start breakwater "$front" || exit 1
wait_line "$dir/hss.out" "^up $fw" || exit 1
fd_conf agent "$alpha_dra" "$alpha_realm" "$agent" "$fw:$front" \
    "*.$alpha_realm"
fd_start agent "$agent" || exit 1
wait_line "$dir/agent.out" "-> 'STATE_OPEN'.*$fw" || exit 1
echo "  breakwater ctl show peers:"
"$B/breakwater" ctl -s "$dir/control" show peers | sed 's/^/  /'

say "3. A subscriber of ours attaches in the partner's network"
mme_run attach "connect=$agent" air imsi=001010000000001 , \
    ulr imsi=001010000000001
outcome attach
events 0
from=$(counted)

say "4. The same partner tries what it may not"
echo "  It cancels our subscriber's registration, registers somebody who is" \
    "not ours,"
echo "  and asks for keys under the name of our own HSS."
mme_run attack "connect=$agent" timeout=1500 \
    clr imsi=001010000000001 "destination-host=$hss" , \
    ulr imsi=999700000000001 , \
    air imsi=001010000000001 "origin-host=$hss" "origin-realm=$home_realm"
outcome attack
events "$from"

say "5. What the HSS saw of all that"
sed -n 's/^got/  got/p' "$dir/hss.out"
say "6. Neighbours, and what became of their requests"
"$B/breakwater" ctl -s "$dir/control" show peers | sed 's/^/  /'
bw_stop

expect "$dir/attach.out" "ulr 001010000000001 2001"
expect "$dir/attack.out" "clr 001010000000001 5003"
expect "$dir/attack.out" "ulr 999700000000001 5003"
expect "$dir/attack.out" "air 001010000000001 timeout"
expect_none "$dir/hss.out" "got clr|999700000000001"
exit $wrong
