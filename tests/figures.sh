#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# Attack the program by "make fuzz" and "make faults", and put what came of it
# into SECURITY.md, between its two marks. What fuzzing has done on this machine
# since its inputs were begun counts, in build/fuzz/tally.
#
# usage: figures.sh [SECONDS of fuzzing]

set -eu
LC_ALL=C
export LC_ALL
cd "$(dirname "$0")/.."

logs=build/figures
tally=build/fuzz/tally
mkdir -p $logs build/fuzz
status=0
TALLY=$tally make -s fuzz TIME="${1:-600}" >$logs/fuzz 2>&1 || status=1
make -s faults >$logs/faults 2>&1 || status=1

# 1234567 as 1,234,567
grouped()
{
	sed -e :a -e 's/\([0-9]\)\([0-9]\{3\}\)\($\|,\)/\1,\2\3/;ta'
}

# What stands behind the first word of the line of a part.
part()
{
	sed -n "s/^$1: //p" $logs/faults
}

rows()
{
	echo '| what | how much | came of it |'
	echo '|---|---|---|'
	awk '{ n += $2; seen[$1] = 1 } END {
		for (name in seen) targets++
		printf "%d %d\n", n, targets }' $tally |
	while read -r n targets; do
		echo "| fuzzing of $targets readers, under ASan and UBSan |" \
			"$(echo "$n" | grouped) executions |" \
			"$(sed -n 's/^fuzz: //p' $logs/fuzz) |"
	done
	awk '/^[a-z]+ +[0-9]+ +[0-9]+ +[0-9]+ +[0-9]+$/ {
		calls += $2; faults += $3; bad += $5 }
	     END { printf "%d %d %d\n", calls, faults, bad }' $logs/faults |
	while read -r calls faults bad; do
		echo "| a call fails, at each chain of callers of" \
			"$(echo "$calls" | grouped) calls |" \
			"$(echo "$faults" | grouped) faults | $bad violations |"
	done
	for what in kills memory power; do
		said=$(part $what)
		echo "| $what | ${said%, *} | ${said##*, } |"
	done
}

rows >$logs/rows
awk -v rows=$logs/rows '
	/^<!-- figures -->/ { print; print ""; while ((getline line <rows) > 0) print line; print ""; skip = 1 }
	/^<!-- end of figures -->/ { skip = 0 }
	!skip && !/^<!-- figures -->/' SECURITY.md >$logs/page
cat $logs/page >SECURITY.md
cat $logs/rows
exit $status
