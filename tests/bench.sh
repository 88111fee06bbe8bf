#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Speeds, each beside a floor of the same run.  B is the build directory,
# COUNT the messages in the long captures.
set -eu
: "${B:=build}" "${COUNT:=1000000}"
dir=$B/bench
mkdir -p "$dir"
[ -s "$dir/s6a-$COUNT.pcap" ] || "$B/mkcap" s6a "$COUNT" "$dir/s6a-$COUNT.pcap"
[ -s "$dir/map-$COUNT.pcap" ] || "$B/mkcap" map "$COUNT" "$dir/map-$COUNT.pcap"

"$B/tests/bench_prefix"
"$B/tests/bench_subscriber"
"$B/tests/bench_txn"
"$B/tests/bench_judge" "$dir/s6a-$COUNT.pcap" "$dir/map-$COUNT.pcap" \
    rules/roaming.conf "$dir"
"$B/tests/bench_engine" "$dir/s6a-$COUNT.pcap" rules/roaming.conf
"$B/tests/bench_transfer" "$dir/map-$COUNT.pcap" rules/roaming.conf
"$B/tests/bench_diameter" "$dir/s6a-$COUNT.pcap"
"$B/tests/bench_map" "$dir/map-$COUNT.pcap"
"$B/tests/bench_answer" "$dir/s6a-$COUNT.pcap" "$dir/map-$COUNT.pcap"
"$B/tests/bench_backoff"
"$B/tests/bench_events" "$dir/s6a-$COUNT.pcap"
"$B/tests/bench_control" "$dir/s6a-$COUNT.pcap"
"$B/tests/bench_file" "$B/breakwater" "$dir/s6a-$COUNT.pcap" "$COUNT" \
    "S6a messages of 762 octets"
"$B/tests/bench_file" "$B/breakwater" "$dir/map-$COUNT.pcap" "$COUNT" \
    "MAP Begins of 144 octets"
