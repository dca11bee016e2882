#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# The prepared kernels in the cache folder: their bound, their deletion at any
# moment, runs that are killed, and two at once. Never is a verdict wrong.
# shellcheck disable=SC2016 # sh -c gets its arguments
. "$(dirname "$0")/lib.sh"
# the compilers here delete, and wait for each other
sandbox=--no-sandbox
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
# for as long as this file is there, and not by the clock
: >"$work/held"
flock "$one/lock" sh -c 'echo $$ >"$1.by"; while [ -e "$1" ]; do sleep 0.1; done' \
	- "$work/held" &
holder=$!
while [ ! -s "$work/held.by" ]; do sleep 0.05; done
limited 0 --force three=three
status_is 0 'no room at all: it builds all the same'
check '... what is in use stays, and nothing else' test "$(places)" = "$one"
rm "$work/held"
wait $holder
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
	rm "$hooks"/*
	verify
	status_is 0 '... and the next run builds'
	check '... all of it' test "$(grep -c 'build: .*patch: passed' "$work/out")" -eq 8
}
deleted aarch64-linux-gnu-gcc ''
deleted arm-linux-gnueabi-gcc '/*/*/src/drivers'
for below in '' '/*/*/src/drivers' '/*/whole' '/*/lock'; do
	deleted clang "$below"
done

mini
rm -f "$work/changed"
at clang <<END
[ -f $work/changed ] || { : >$work/changed; echo '#define LATE 1' >>\$(echo $cache/*/*/src/include/linux/mini.h); }
END
verify
complains 1 'include/linux/mini.h: was changed while it was used to build; run it again' \
	'a source is changed while clang runs'
rm "$work/hooks"/*

# --- damaged between two runs: what is prepared is not believed
# damaged WHAT SCRIPT: a good series after SCRIPT has run in the sources
damaged()
{
	known 'what is prepared'
	mini
	(cd "$cache"/*/*/src && sh -c "$2")
	verify
	status_is 0 "$1: a good series is good"
	check '... a line says what is not as it was' grep -q \
		'^backportgen: [0-9]* s: .*: is not as it was prepared, so this kernel is prepared anew$' \
		"$work/all-err"
	known '... and the next run'
	check '... has it as it was prepared' sh -c \
		'! grep -q "prepared anew" "$1"' - "$work/all-err"
}
damaged 'a header that was cut' ': >include/linux/mini.h'
damaged 'one of the same size' 'sed -i "s/mini_register/mini_regristr/" include/linux/mini.h'
damaged 'a Makefile that others read first' 'echo "obj-y := none.o" >drivers/mini/Kbuild'
damaged 'a file of another mode' 'chmod 755 include/linux/mini.h'
damaged 'a link in the place of a file' 'rm scripts/prepare.c; ln -s /dev/null scripts/prepare.c'
damaged 'the list of what was there' 'echo more >>../manifest'
mini
cp -R "$work/series" "$work/unused"
sed -i 's/^+\tint ret;$/+\tint ret, unused;/' "$work/unused/mini"/0002-*.patch
verify --level=style --output "$work/unused"
for makefile in "$cache"/*/*/src/Makefile; do
	sed -i 's/-Wall -Wextra/-w/' "$makefile"
done
verify --output "$work/unused"
complains 1 "warning: unused variable 'unused'" \
	'a Makefile that silences all warnings: a bad series is bad'
# a file that a series has touched is another each time: it goes by contents
known 'a series'
echo '#error damaged' >>"$(echo "$cache"/*/*/src/drivers/mini/core.c)"
known 'a file that it touches was damaged: it'
check '... is put there as it has to be' sh -c \
	'! grep -q "prepared anew" "$1"' - "$work/all-err"

# --- the machine went down
known 'what is prepared'
check 'after a run nobody is at work' test ! -e "$(echo "$cache"/*/at-work)"
lane=$(echo "$cache"/*/*/arm-gcc)
: >"$lane/stays"
cat /proc/sys/kernel/random/boot_id >"${lane%/*/*}/at-work"
known 'a run that was killed'
check '... leaves what is prepared' test -e "$lane/stays"
echo 01234567-89ab-cdef-0123-456789abcdef >"${lane%/*/*}/at-work"
known 'the machine went down in a run, and what was built may be there in part'
check '... so it is prepared anew' test ! -e "$lane"
check '... and nobody is at work' test ! -e "$(echo "$cache"/*/at-work)"

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
		--config "$work/conf/stable-targets.conf" verify --level=build $sandbox --force \
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
		--config "$work/conf/stable-targets.conf" verify --level=build $sandbox \
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
	rm "$hooks"/*
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
		--config "$work/conf/stable-targets.conf" verify --level=build $sandbox \
		--output "$work/$p" >"$work/out-$p" 2>"$work/err-$p" &
done
wait
check 'two at once on one kernel: both come through' test \
	"$(cat "$work/out-A" "$work/out-B" | grep -c '^mini: build: passed, 8 checks')" -eq 2
check '... in one place' test "$(places | wc -l)" -eq 1

done_testing
