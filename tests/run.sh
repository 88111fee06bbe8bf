#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Runs the test programs named as arguments and every tests/*.test, as many at
# once as there are processors (TEST_JOBS), says which passed, and closes with
# those that took longest and the counts.  B is the build directory; what a
# test said is in $B/said.
set -u
: "${B:=build}" "${TEST_JOBS:=$(nproc)}"
said=$B/said

# One test, by its file: a script, or a program of unit tests, whose cases
# count.  Status 77 means skipped.
one() {
	name=$(basename "$1" .test)
	name=${name%.sh}
	log=$said/$name
	begin=$(date +%s%N)
	case $1 in
	*.sh|*.test)	sh "$1" >"$log" 2>&1 ;;
	*)		"$1" >"$log" 2>&1 ;;
	esac
	status=$?
	ms=$((($(date +%s%N) - begin) / 1000000))
	cases=1
	case $status in
	0)	checks=$(sed -n 's/^.*Checks: \([0-9]*\), Failures: 0.*$/\1/p' \
		    "$log" | tail -n 1)
		cases=${checks:-1}
		printf 'ok       %s%s\n' "$name" "${checks:+ ($checks)}" ;;
	77)	printf 'skipped  %s: %s\n' "$name" "$(tail -n 1 "$log")" ;;
	*)	printf 'FAILED   %s\n%s\n' "$name" "$(tail -n 40 "$log")" ;;
	esac
	echo "$status $cases $ms $name" >>"$said/.results"
}

if [ "${1:-}" = -1 ]; then
	one "$2"
	exit 0
fi
export B
# A busy machine takes longer; what hangs ends all the same.
export CK_DEFAULT_TIMEOUT="${CK_DEFAULT_TIMEOUT:-60}"
export CK_TIMEOUT_MULTIPLIER="${CK_TIMEOUT_MULTIPLIER:-5}"
rm -rf "$said"
mkdir -p "$said"
: >"$said/.results"
# Scripts first: the longest are among them.
printf '%s\n' tests/fence.sh tests/*.test "$@" |
    xargs -P "$TEST_JOBS" -n 1 "$0" -1
sort -k 3 -n -r "$said/.results" | head -n 10 | awk '
    { printf "%s%s %.1f s", NR == 1 ? "longest: " : ", ", $4, $3 / 1000 }
    END { print "" }'
# A test that left no result has failed, too.
awk -v all="$(printf '%s\n' tests/*.test "$@" | wc -l)" '
    $1 == 0 { passed += $2; next }
    $1 == 77 { skipped++; next }
    { failed++ }
    END {
	failed += all + 1 - NR
	printf "%d passed, %d failed, %d skipped\n", passed, failed, skipped
	exit failed != 0
    }' "$said/.results"
