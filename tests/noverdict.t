#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# A program that is killed, not started or out of room says nothing of a series:
# verify fails, with the cause, and its record has neither "passed" nor "failed".
# shellcheck disable=SC2016 # the fakes expand them
. "$(dirname "$0")/lib.sh"
. "$tests/cli/small.sh"
fresh
proof=$project/patches/old/proof.json
memory=$XDG_CACHE_HOME/backportgen/memory

verify()
{
	bp verify "$@" old
}

# odd PROGRAM PATTERN: it does what stdin says where its arguments match
odd()
{
	{
		printf '#!/bin/sh\nreal=%s\n' "$(real "$1")"
		printf 'case $* in %s) ;; *) exec "$real" "$@" ;; esac\n' "$2"
		cat
	} | fake "$1"
}

no_verdict()	# TEXT WHAT OPTIONS...
{
	text=$1
	what=$2
	shift 2
	rm -rf "$proof" "$memory"
	verify "$@"
	complains 1 "old: apply: $text" "$what"
	check '... there is no record' test ! -e "$proof"
	verify "$@" --format=json
	check '... the report says that it failed' json_is \
		'd[0]["levels"]["apply"]["verdict"] == "failed"'
	mv "$work/fake" "$work/fake.off"
	verify
	status_is 0 '... the next run shows it'
	# what was shown stays shown
	mv "$work/fake.off" "$work/fake"
	cp "$proof" "$work/proof"
	verify "$@" --force
	status_is 1 '... and where it is asked for again'
	check '... what was shown before is kept' cmp "$work/proof" "$proof"
	no_fakes
}

odd quilt '*push*' <<'EOF'
kill -s KILL $$
EOF
no_verdict 'quilt did not get to its end: killed by signal 9' 'quilt is killed'
odd quilt '*pop*' <<'EOF'
kill -s KILL $$
EOF
no_verdict 'quilt did not get to its end: killed by signal 9' 'quilt is killed on the way back'
odd quilt '*push*' <<'EOF'
exec sleep 600
EOF
no_verdict 'quilt did not get to its end: no end within 3 s' 'quilt takes too long' --timeout 3
# quilt then says "does not apply"
odd patch '*-i*' <<'EOF'
kill -s KILL $$
EOF
no_verdict 'quilt did not get to its end: ' 'patch is killed'
odd patch '*-i*' <<'EOF'
echo 'patch: **** write error : No space left on device' >&2
exit 2
EOF
no_verdict 'quilt push: ' 'patch has no room'
odd git '*\ am\ *' <<'EOF'
kill -s KILL $$
EOF
no_verdict 'git am did not get to its end: killed by signal 9' 'git am is killed'
odd git '*\ am\ *' <<'EOF'
echo 'error: cannot fork to run git-apply: Resource temporarily unavailable' >&2
exit 128
EOF
no_verdict 'git am did not get to its end: error: cannot fork' 'git am cannot fork'
odd git '*rev-list*' <<'EOF'
exit 128
EOF
no_verdict 'git rev-list fails in ' 'git cannot count the commits'
odd git '*rev-parse*' <<'EOF'
kill -s KILL $$
EOF
no_verdict 'git am did not get to its end: killed by signal 9' 'git cannot name the tree'

odd quilt '*--version*' <<'EOF'
kill -s KILL $$
EOF
rm -rf "$proof" "$memory"
verify
complains 1 'quilt --version: killed by signal 9' 'which quilt it is cannot be told'
check '... then nothing is shown of an unknown one' test ! -e "$proof"
no_fakes

# --- the kernel's own scripts, and make

for program in make bc flex bison gcc aarch64-linux-gnu-gcc arm-linux-gnueabi-gcc \
	       clang ld.lld llvm-nm sparse; do
	printf '#!/bin/sh\necho "%s 1.0"\n' $program | fake $program
done
cp -R "$top/tool/verify" "$project/tool-verify"
mkdir "$project/tool"
mv "$project/tool-verify" "$project/tool/verify"
cp "$top/tool/box.sh" "$project/tool"
find_sandbox

no_style()	# TEXT WHAT
{
	rm -rf "$proof" "$memory"
	verify --level=style ${sandbox:+"$sandbox"}
	complains 1 "old: style: $1" "$2"
	check '... the record has the level before it' grep -q '"apply"' "$proof"
	check '... and not this one' sh -c '! grep -q "\"style\"" "$1"' - "$proof"
}

odd perl '*checkpatch*' <<'EOF'
kill -s KILL $$
EOF
no_style 'checkpatch did not get to its end: killed by signal 9' 'checkpatch is killed'
odd perl '*checkpatch*' <<'EOF'
echo 'Out of memory!' >&2
exit 1
EOF
no_style '0001-thing-Ask-whose-it-is.patch: checkpatch.pl: Out of memory!' 'checkpatch dies'
odd perl '*checkpatch*|*get_maintainer*' <<'EOF'
case $* in *checkpatch*) exit 0 ;; esac
echo 'THING SUBSYSTEM'
kill -s KILL $$
EOF
no_style 'get_maintainer did not get to its end: killed by signal 9' 'get_maintainer is killed'
odd perl '*checkpatch*|*get_maintainer*' <<'EOF'
case $* in *checkpatch*) exit 0 ;; esac
echo 'THING SUBSYSTEM'
exit 2
EOF
no_style 'drivers/thing/stub.c: get_maintainer.pl: exit status 2' 'get_maintainer dies'
odd perl '*checkpatch*|*get_maintainer*' <<'EOF'
case $* in *checkpatch*) exit 0 ;; esac
echo 'THING SUBSYSTEM'
EOF
printf '#!/bin/sh\n[ "$*" != --version ] || { echo make 1.0; exit 0; }\nkill -s KILL $$\n' | fake make
no_style '' 'make is killed'
check '... as make, and no fault of sparse' grep -q 'make did not get to its end: killed' "$work/err"

done_testing
