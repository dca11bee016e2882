#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# Run TAP programs under prove, as many at once as there are processors. The
# last line counts the tests: "N passed, N failed, N skipped". When $COUNTS
# names a file, that line's numbers are added to it, for a sum over runs.

set -u
LC_ALL=C
export LC_ALL
cd "$(dirname "$0")/.." || exit 1
[ $# -gt 0 ] || { echo 'run.sh: no tests to run' >&2; exit 2; }

PERL_TEST_HARNESS_DUMP_TAP=$(mktemp -d)
CMOCKA_MESSAGE_OUTPUT=TAP
export PERL_TEST_HARNESS_DUMP_TAP CMOCKA_MESSAGE_OUTPUT
trap 'rm -rf "$PERL_TEST_HARNESS_DUMP_TAP"' EXIT

# What started us may ignore signals (nohup, a shell's background jobs): then
# children would, and a shell cannot undo that.
status=0
perl -e '$SIG{$_} = "DEFAULT" for qw(HUP INT QUIT TERM PIPE); exec @ARGV' \
	prove --exec '' --jobs "$(nproc)" "$@" || status=$?

# prove leaves the raw TAP of each program in that folder
count()
{
	find "$PERL_TEST_HARNESS_DUMP_TAP" -type f -exec cat {} + |
		grep -cE "$1"
}
failed=$(count '^not ok ')
skipped=$(count '^ok .*# [Ss][Kk][Ii][Pp]')
passed=$(($(count '^ok ') - skipped))
[ -z "${COUNTS:-}" ] || echo "$passed $failed $skipped" >>"$COUNTS"
echo "$passed passed, $failed failed, $skipped skipped"
exit "$status"
