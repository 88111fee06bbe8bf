#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Runs the test programs named as arguments and every tests/*.test, says which
# passed, and closes with their counts.  B is the build directory.
set -u
: "${B:=build}"
export B
passed=0 failed=0 skipped=0
log=$B/test.log

# One test: its name, its command.  Status 77 means skipped.
one() {
	name=$1
	shift
	"$@" >"$log" 2>&1
	case $? in
	0)	cases=$(sed -n 's/^.*Checks: \([0-9]*\), Failures: 0.*$/\1/p' \
		    "$log" | tail -n 1)
		passed=$((passed + ${cases:-1}))
		printf 'ok       %s%s\n' "$name" "${cases:+ ($cases)}" ;;
	77)	skipped=$((skipped + 1))
		printf 'skipped  %s: %s\n' "$name" "$(tail -n 1 "$log")" ;;
	*)	failed=$((failed + 1))
		printf 'FAILED   %s\n' "$name"
		tail -n 40 "$log" ;;
	esac
}

one fence tests/fence.sh
for program; do
	one "$(basename "$program")" "$program"
done
for script in tests/*.test; do
	one "$(basename "$script" .test)" sh "$script"
done
echo "$passed passed, $failed failed, $skipped skipped"
[ $failed -eq 0 ]
