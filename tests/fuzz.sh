#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Fuzz targets with a corpus from captures, as many at once as there are
# processors (TEST_JOBS).  First argument: seconds for each, or "short" for a
# run that is the same each time; then the targets.
set -eu
: "${B:=build}" "${TEST_JOBS:=$(nproc)}"
corpus=$B/corpus

# One target.
one() {
	kind=${1##*fuzz_}
	if [ "$seconds" = short ]; then
		how="-runs=20000 -seed=1"
	else	# what it finds is kept for the next run
		mkdir -p "$B/fuzz/$kind"
		how="-max_total_time=$seconds $B/fuzz/$kind"
	fi
	# shellcheck disable=SC2086
	if "$1" -timeout=10 -rss_limit_mb=4096 -max_len=65536 \
	    -artifact_prefix="$B/fuzz/$kind-" -print_final_stats=1 \
	    $how "$corpus/$kind" >"$B/fuzz/$kind.log" 2>&1; then
		printf 'ok       %s: %s runs\n' "$1" "$(sed -n \
		    's/^stat::number_of_executed_units: //p' "$B/fuzz/$kind.log")"
	else
		printf 'FAILED   %s\n%s\n' "$1" \
		    "$(tail -n 30 "$B/fuzz/$kind.log")"
		return 1
	fi
}

if [ "$1" = -1 ]; then
	one "$2"
	exit
fi
seconds=$1
shift
export B seconds
rm -rf "$corpus"
mkdir -p "$corpus/file" "$B/fuzz"
"$B/mkcap" demo "$corpus/file/demo.pcap"
"$B/mkcap" catalogue "$corpus/file/catalogue.pcap"
"$B/mkcap" layers "$corpus/file"
# Captures from elsewhere, where there are any.
for capture in ${CAPTURES:-../shared/captures}/*.*cap*; do
	[ -f "$capture" ] && cp "$capture" "$corpus/file/" || true
done
"$B/tests/seeds" "$corpus" "$corpus"/file/*
mkdir -p "$corpus/conf" "$corpus/base"
cp "$corpus"/diameter/* "$corpus/base/"
cp tests/conf/everything.* rules/*.conf "$corpus/conf/"

printf '%s\n' "$@" | xargs -P "$TEST_JOBS" -n 1 "$0" -1
