#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# The prepared kernels in the cache folder: their bound, their deletion at any
# moment, runs that are killed, and two at once. Never is a verdict wrong.
# shellcheck disable=SC2016 # sh -c gets its arguments
. "$(dirname "$0")/lib.sh"
. "$tests/mini.sh"

# other_kernel NAME: another kernel and its series, which is the same
other_kernel()
{
	rm -rf "$work/tree"
	mkdir "$work/tree"
	cp -R "$tests/mini/kernel/." "$work/tree"
	echo "$1" >"$work/tree/scripts/name"
	commit_tree "$1"
	cp -R "$work/good/mini" "$work/series/$1"
}

entry_of()
{
	for entry in $(places); do
		! grep -qsx "$1" "$entry"/*/src/scripts/name || echo "$entry"
	done
}

limited()
{
	BACKPORTGEN_CACHE_SIZE=$1
	export BACKPORTGEN_CACHE_SIZE
	shift
	verify "$@"
	unset BACKPORTGEN_CACHE_SIZE
}

# --- the bound
mini
for name in one two three; do
	other_kernel $name
done
verify one=one
status_is 0 'a kernel is prepared'
size=$(cat "$(entry_of one)/size")
check '... and its size is noted' test "$size" -gt 10000
bound=$((size * 5 / 2))
limited $bound two=two
check 'a second one is within the bound' test "$(places | wc -l)" -eq 2
limited $bound --force one=one
limited $bound three=three
status_is 0 'a third one is not'
check '... two stay' test "$(places | wc -l)" -eq 2
check '... and the one that went is what was not used for longest' \
	test -n "$(entry_of one)" -a -n "$(entry_of three)"
one=$(entry_of one)
flock "$one/lock" sh -c 'sleep 5' &
holder=$!
sleep 0.2
limited 0 --force three=three
status_is 0 'no room at all: it builds all the same'
check '... what is in use stays, and nothing else' test "$(places)" = "$one"
kill $holder 2>/dev/null
wait $holder 2>/dev/null
rm "$one/lock"
mkdir "$cache/.gone-1"
limited 1K --force three=three
check '... and goes later, half deleted or not' test -z "$(ls -A "$cache")"
for bad in 8X G -1 1GB 99999999999G; do
	limited $bad --force three=three
	complains 2 "BACKPORTGEN_CACHE_SIZE is '$bad', and no number of bytes" \
		"a bound of $bad is none"
done
limited 1G --force three=three
status_is 0 'a bound in GiB'
check '... holds it' test "$(places | wc -l)" -eq 1

# --- deleted between two runs, or in one
known 'what is prepared'
rm -rf "$cache"
known 'deleted between two runs: it is prepared anew'
# deleted PROGRAM BELOW: that goes while the program runs
deleted()
{
	mini
	rm -f "$work/deleted"
	at "$1" <<END
[ -f $work/deleted ] || { : >$work/deleted; rm -rf ${cache}$2; }
END
	verify
	complains 1 'was deleted while it was used to build; run it again' \
		"build$2 is deleted while $1 runs"
	check '... the proof does not say "passed"' test "$(proof)" != passed
	rm "$work/hooks"/*
	verify
	status_is 0 '... and the next run builds'
	check '... all of it' test "$(grep -c 'build: .*patch: passed' "$work/out")" -eq 8
}
deleted aarch64-linux-gnu-gcc ''
deleted arm-linux-gnueabi-gcc '/*/*/src/drivers'
for below in '' '/*/*/src/drivers' '/*/whole' '/*/lock'; do
	deleted clang "$below"
done

# what is deleted while A works is made anew by B, with a series that does not
# build; A goes on in the midst of that
mini
cp -R "$work/series" "$work/bad"
sed -i 's/^+\tint ret;$/+\tint ret, unused;/' "$work/bad/mini"/0002-*.patch
verify --level=style --output "$work/bad"
at clang <<END
[ "\$RUN" != A ] || [ -f $work/a-was-there ] || {
	: >$work/a-was-there
	rm -rf $cache
	while [ ! -f $work/b-is-there ]; do sleep 0.05; done
}
END
at aarch64-linux-gnu-gcc <<END
case "\$RUN \$*" in B*stub.c)
	: >$work/b-is-there
	while [ ! -f $work/a-is-through ]; do sleep 0.05; done ;;
esac
END
(
	RUN=A timeout 60 "$bpg" --repo "$work/kernel.git" \
		--config "$work/conf/stable-targets.conf" verify --level=build --force \
		--output "$work/series" >"$work/a-out" 2>"$work/a-err"
	echo $? >"$work/a-status"
	: >"$work/a-is-through"
) &
while [ ! -f "$work/a-was-there" ] && [ ! -f "$work/a-is-through" ]; do sleep 0.05; done
RUN=B
export RUN
verify --output "$work/bad"
unset RUN
wait
check 'deleted under A and made anew by B: A says so' sh -c \
	'[ "$(cat "$1/a-status")" -eq 1 ] && grep -q "was deleted while" "$1/a-err"' - "$work"
complains 1 "warning: unused variable 'unused'" '... B finds what is wrong with its own series'

# --- killed runs
# The first make dies with us; what it has begun looks whole by its time.
for signal in INT TERM KILL; do
	mini
	rm -rf "$cache"
	at aarch64-linux-gnu-gcc <<END
case "\$*" in *prepare.c)
	: >"\$4"
	echo \$\$ >>$work/pids
	sleep 30 & echo \$! >>$work/pids
	wait ;;
esac
END
	: >"$work/pids"
	perl -e '$SIG{INT} = "DEFAULT"; exec @ARGV' "$bpg" --repo "$work/kernel.git" \
		--config "$work/conf/stable-targets.conf" verify --level=build \
		--output "$work/series" >"$work/out" 2>"$work/err" &
	pid=$!
	while [ "$(wc -l <"$work/pids")" -lt 2 ]; do sleep 0.05; done
	kill -s $signal $pid
	status=0
	wait $pid 2>/dev/null || status=$?
	check "SIG$signal in a build: it dies of it" test $status -gt 128
	if [ $signal = KILL ]; then
		# nobody was left to end them
		xargs kill -s KILL <"$work/pids" 2>/dev/null
	else
		check '... its children are gone' gone "$work/pids"
		check '... its scratch folder as well' test -z "$(ls -A "$TMPDIR")"
		check '... the proof says nothing of it' test "$(proof)" = None
		check '... one line says so' one_complaint $status interrupted
	fi
	rm "$work/hooks"/*
	verify
	status_is 0 '... the next run builds'
	check '... with nothing that was half done' test -z \
		"$(find "$cache" -name prepared -size 0)"
done
known 'what is whole'
rm "$cache"/*/*/src/include/linux/mini.h
known 'a source that was deleted is brought anew'
known 'what is prepared stays'
lane=$(echo "$cache"/*/*/arm-gcc)
: >"$lane/stays"
verify --force
check '... with the same compilers' test -e "$lane/stays"
VERSION=2
export VERSION
verify
unset VERSION
status_is 0 'another compiler'
check '... and it is prepared anew' test ! -e "$lane/stays"

# --- two at once
mini
rm -rf "$cache"
for p in A B; do
	cp -R "$work/series" "$work/$p"
	timeout 60 "$bpg" --repo "$work/kernel.git" \
		--config "$work/conf/stable-targets.conf" verify --level=build \
		--output "$work/$p" >"$work/out-$p" 2>"$work/err-$p" &
done
wait
check 'two at once on one kernel: both come through' test \
	"$(cat "$work/out-A" "$work/out-B" | grep -c '^mini: build: passed, 8 checks')" -eq 2
check '... in one place' test "$(places | wc -l)" -eq 1

done_testing
