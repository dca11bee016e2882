#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# A kernel whose Makefile and checkpatch.pl are hostile: what they reach as the
# user, with --no-sandbox, and what of that from the box.
# shellcheck disable=SC2016 # sh -c gets its arguments, perl its variables
. "$(dirname "$0")/lib.sh"
. "$tests/mini.sh"
boxed=$sandbox

# What there is to be got: a key, a token, a listener, a process.
mkdir -p "$HOME/.ssh" "$XDG_CACHE_HOME/backportgen/memory" "$cache/other"
echo canary-key >"$HOME/.ssh/id"
SECRET_TOKEN=canary-token
export SECRET_TOKEN
perl -MIO::Socket::INET -e '
	my $s = IO::Socket::INET->new(Listen => 5, LocalAddr => "127.0.0.1") or die;
	print $s->sockport, "\n";
	close STDOUT;
	while (my $c = $s->accept) { open my $f, ">>", $ARGV[0]; print {$f} <$c> }
' "$work/heard" >"$work/port" &
listener=$!
while [ ! -s "$work/port" ] && kill -0 $listener; do sleep 0.05; done
victim=
# shellcheck disable=SC2154 # others' trap knows $work
trap 'kill $listener $victim 2>/dev/null; chmod -R u+rwX "$work"; rm -rf "$work"' EXIT

# attack.sh NAME DIR: one line that says what went well; DIR is its own to write
write_attack()
{
	cat <<END
own=\$2 got=
try()
{
	what=\$1
	shift
	! "\$@" >/dev/null 2>&1 || got="\$got \$what"
}
plant()
{
	echo >"\$1/planted-by-\$name"
}
name=\$1
try home plant "$HOME"
plant "$TMPDIR" 2>/dev/null # the box has one of that name, perhaps
try output plant "$work/series/mini"
try other-kernel plant "$cache/other"
try memory plant "$XDG_CACHE_HOME/backportgen/memory"
try program plant "$work/bin"
try sources sh -c '[ "\$0" = make ] && : >scripts/planted' "\$name"
try system test -w /usr/bin
try key grep -q canary-key "$HOME/.ssh/id"
try token sh -c 'cat /proc/[0-9]*/environ | grep -qa canary-token'
try socket perl -MIO::Socket::INET -e '
	my \$s = IO::Socket::INET->new("127.0.0.1:$(cat "$work/port")") or exit 1;
	print \$s "heard by \$ARGV[0]\n"' "\$name"
try see grep -qsx backportgen /proc/[0-9]*/comm
try kill-other kill \$(cat "$work/bin/victim")
try capabilities grep -q '^CapEff:.*[1-9a-f]' /proc/self/status
try memory-limit sh -c '[ "\$(ulimit -v)" = unlimited ]'
try large-file perl -e '
	\$SIG{XFSZ} = "IGNORE"; open my \$f, ">", "\$ARGV[0]/large" or exit 0;
	seek \$f, 3 << 30, 0; exit !(syswrite(\$f, "x") // 0)' "\$own"
rm -f "\$own/large"
setsid sleep 27$$ </dev/null >/dev/null 2>&1 &
sleep 1 # else it may end with us, before it is on its own
echo "loot:\$got."
END
}

# A kernel for each program that attacks
hostile()	# NAME
{
	rm -rf "$work/tree"
	mkdir "$work/tree"
	cp -R "$tests/mini/kernel/." "$work/tree"
	write_attack >"$work/tree/scripts/attack.sh"
	case $1 in
	make)	sed -i '/scripts\/prepare.c/a\	@sh scripts/attack.sh make $(O) >$(O)/loot 2>\&1' \
			"$work/tree/Makefile" ;;
	checkpatch)
		sed -i '1a system("sh", "-c", "sh scripts/attack.sh checkpatch . >&2");' \
			"$work/tree/scripts/checkpatch.pl" ;;
	esac
	commit_tree "$1"
}

planted()
{
	find "$HOME" "$TMPDIR" "$work/series" "$XDG_CACHE_HOME" "$work/bin" \
		-name 'planted*'
}

# Processes of that name and argument, whose processes they may be
processes()	# NAME ARGUMENT
{
	grep -lsaP "^$1\x00$2" /proc/[0-9]*/cmdline | sed 's/[^0-9]//g'
}

ended()	# NAME ARGUMENT
{
	tries=200
	while [ -n "$(processes "$1" "$2")" ]; do
		tries=$((tries - 1))
		[ $tries -gt 0 ] || return 1
		sleep 0.05
	done
}

# attacked NAME OPTION...: verify that kernel. Then $work/loot has what it told,
# $work/planted its files, $sleeping how many it left behind, and $alive whether
# the other process is. None of it is left.
attacked()
{
	name=$1
	shift
	rm -rf "${cache:?}/"[!o]*
	: >"$work/heard"
	sleep 1000 &
	victim=$!
	echo $victim >"$work/bin/victim"
	mini
	cp -R "$target" "$work/series/$name"
	rm "$work/series/$name/proof.json"
	run "$bpg" -j2 --repo "$work/kernel.git" --config "$work/conf/stable-targets.conf" -v \
		verify --level=style "$@" --output "$work/series" "$name=$name"
	{
		sed -n 's/.*checkpatch\.pl: //p' "$work/err"
		cat "$cache"/*/*/arm64-gcc/loot
	} >"$work/loot" 2>/dev/null
	planted >"$work/planted"
	xargs -r rm -f <"$work/planted"
	processes sleep 27$$ >"$work/left"
	sleeping=$(wc -l <"$work/left")
	while read -r pid; do
		kill -s KILL "$pid"
	done <"$work/left" 2>/dev/null
	alive=yes
	kill $victim 2>/dev/null || alive=no
	wait $victim 2>/dev/null
}

mini
hostile make
hostile checkpatch

# --- as the user: what there is to be got can be got
for name in checkpatch make; do
	attacked $name --no-sandbox
	for what in home output other-kernel memory program key token \
		    socket see memory-limit large-file; do
		check "--no-sandbox: $name reaches: $what" \
			grep -q "^loot:.* ${what}[ .]" "$work/loot"
	done
	check '... what it planted is there' \
		test "$(grep -c "planted-by-$name\$" "$work/planted")" -ge 6
	check '... it was heard' grep -q "heard by $name" "$work/heard"
	check '... the other process is dead' test $alive = no
	check '... what it left behind lives on' test "$sleeping" -ge 1
done
complains 1 'scripts/planted: was changed while it was used to build' \
	'... what it planted in the sources is no kernel to judge by'
mini
rm -rf "$memory"
verify --level=style --no-sandbox
status_is 0 'a good series passes'
out_has ', without a sandbox, ' '... the summary says how'
check '... and so does the record' grep -qF '"bwrap": "not used, as --no-sandbox says"' \
	"$target/proof.json"

if [ -n "$boxed" ]; then
	verify
	run "$bpg" --repo "$work/kernel.git" --config "$work/conf/stable-targets.conf" \
		verify --level=style --output "$work/series"
	complains 2 'use --no-sandbox' 'this machine can have no box, and verify says so'
	echo "# all else of this needs a box, which bwrap cannot make here"
	done_testing
	exit
fi

# --- from the box
verify --level=style
check 'what was shown without a box is not taken for it' sh -c \
	'grep "style: passed" "$1" && ! grep "style: .*unchanged" "$1"' - "$work/out"
verify --level=style
out_has 'style: passed, ' '... and then is'
check '... unchanged' grep -q 'style: .*unchanged' "$work/out"
for name in checkpatch make; do
	attacked $name
	check "$name in the box gets nothing at all" grep -qx 'loot:\.' "$work/loot"
	check '... nothing that it planted is there' test ! -s "$work/planted"
	check '... it was not heard' test ! -s "$work/heard"
	check '... the other process lives' test $alive = yes
	check '... nothing that it left behind does' test "$sleeping" -eq 0
done
status_is 0 'a good series of it passes'
check '... the record has the box' grep -qE '"bwrap": "bubblewrap [0-9]' \
	"$work/series/make/proof.json"

# --- processes without end. Root has no limit of them, so it is ended.
mini
at clang <<END
perl -e 'for (1 .. 6000) {
	defined(my \$p = fork) or exit 1;
	if (!\$p) { \$0 = "storm$$"; sleep 600; exit }
} sleep 600'
END
verify
status_is 1 'a compiler that forks without end'
[ "$(id -u)" != 0 ] ||
	err_has 'it runs more than 4096 processes at once' '... is ended'
check '... and all that it started' ended "storm$$" ''

# --- whoever starts it is killed, and has no more say in it
mini
echo "exec sleep 31$$" | at clang
rm -rf "${cache:?}"
# one at a time: bwrap itself may be missed while it is still at its start
"$bpg" -j1 --repo "$work/kernel.git" --config "$work/conf/stable-targets.conf" \
	verify --level=build --output "$work/series" >"$work/out" 2>"$work/err" &
pid=$!
while [ -z "$(processes sleep 31$$)" ] && kill -0 $pid; do sleep 0.05; done
kill -s KILL $pid
wait $pid 2>/dev/null
check 'SIGKILL in a build: the compilers end as well' ended sleep 31$$
rm -f "$hooks"/*

# --- a checkpatch.pl that complains without end
rm -rf "$work/tree"
mkdir "$work/tree"
cp -R "$tests/mini/kernel/." "$work/tree"
sed -i '1a print STDERR "first\\n", "x" x 100000, "\\n" x 100000; exit 1;' \
	"$work/tree/scripts/checkpatch.pl"
commit_tree loud
cp -R "$target" "$work/series/loud"
verify --level=style loud=loud
complains 1 'checkpatch.pl: first' 'a checkpatch.pl that complains without end'
check '... is quoted by its first line' test "$(wc -c <"$work/err")" -lt 300

# --- no box to be had
no_box()	# WHY TEXT
{
	remember=$(cksum <"$target/proof.json")
	verify --force
	complains 2 "there is no box for the programs of the kernel's tree: $2" "$1"
	check '... nothing was done' test "$(cksum <"$target/proof.json")" = "$remember"
	verify --force --no-sandbox
	status_is 0 '... --no-sandbox does without'
}
mini
printf '#!/bin/sh\necho "bwrap: No permissions to create a new namespace" >&2\nexit 1\n' >"$work/bin/bwrap"
chmod +x "$work/bin/bwrap"
no_box 'a kernel that lets nobody have namespaces' \
	'bwrap: No permissions to create a new namespace; let this user'
rm "$work/bin/bwrap"
mkdir "$work/all"
for dir in $(echo "$PATH" | tr : ' '); do
	for program in "$dir"/*; do
		case $program in */bwrap|*/hooks) continue ;; esac
		[ -e "$work/all/${program##*/}" ] || ln -s "$program" "$work/all"
	done
done 2>/dev/null
with_all=$PATH
PATH=$work/all
no_box 'without bubblewrap' \
	'bwrap is missing; install it with: apt-get install bubblewrap; or, '
PATH=$with_all

done_testing
