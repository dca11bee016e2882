#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# A kernel, a series, a rule and a name hold what a terminal obeys, what turns
# the order of a line about, and what is no UTF-8: none of it reaches a
# terminal, a log, JSON or JUnit as such.
. "$(dirname "$0")/lib.sh"
. "$tests/cli/small.sh"

# ESC, BEL, CR, DEL; C1 as a byte and as U+009B; U+202E, U+2066, U+200F, U+061C,
# U+2028; a byte that is no UTF-8
evil=$(printf '\033]0;x\007\r\177 \233 \302\233 \342\200\256 \342\201\246 \342\200\217 \330\234 \342\200\250 \377')

# The same in the middle of a path: no blank, and no end of a line
evil_word=$(printf 'a\033\302\233\342\200\256b')

# Is each byte in the files harmless? Tabs may be in what is quoted.
harmless()
{
	python3 - "$@" <<-'END'
	import sys
	for name in sys.argv[1:]:
	    text = open(name, "rb").read().decode("utf-8")
	    for at, c in enumerate(text):
	        n = ord(c)
	        if (n < 32 and c not in "\n\t" or 127 <= n < 160
	                or n == 0x61c or 0x200e <= n <= 0x200f
	                or 0x2028 <= n <= 0x202e or 0x2066 <= n <= 0x2069
	                or 0xfffe <= n <= 0xffff):
	            sys.exit(f"{name}: U+{n:04X} in {text[at - 30:at + 9]!r}")
	END
}

# The last run's output has TEXT, so it did print what holds them, and is clean.
shows()		# TEXT WHAT
{
	check "$2" grep -qF -e "$1" "$work/out" "$work/err"
	check '... as harmless text' harmless "$work/out" "$work/err"
}

# A command's stdout as a terminal gets it, which sends a CR before each LF.
on_terminal()
{
	run script -qec "'$bpg' --repo '$work/kernel.git' \
		--config '$project/stable-targets.conf' $* 2>/dev/null" /dev/null
	sed -i 's/\r$//' "$work/out"
}

hostile()
{
	fresh
	small_kernel old
	sed -i "s|^int thing_register(.*|& /* register $evil */|
		s|^#ifdef CONFIG_THING|#if defined(CONFIG_THING) $evil|" \
		"$work/tree/include/linux/thing.h"
	sed -i "s|^	if (thing_present())|& /* present $evil */|" \
		"$work/tree/drivers/thing/core.c"
	commit_tree old
}

# --- what a kernel holds
hostile
bp probe -v old
shows '/* register' 'probe -v: evidence'
bp probe --format=json old
shows '/* register' 'probe, as JSON'
check '... and who reads it has the text as it is' python3 -c '
import json, sys
d = json.load(open(sys.argv[1]))[0]["probes"]["register-takes-ops"]
assert "\x1b]0;x\x07" in d["text"] and "\u202e" in d["text"], d' "$work/out"
bp explain old thing-register-args
shows '/* register' 'explain: what answers rest on'

# --- a diff is for patch, or for a terminal
bp explain old thing-setup-hook
check 'explain: the diff of a change, for patch, has each byte' \
	grep -qaF -e "$evil" "$work/out"
on_terminal explain old thing-setup-hook
check '... and on a terminal' grep -qaF '/* present' "$work/out"
check '... is text' harmless "$work/out"
sed -i "s|^It has nothing.*|It has $evil nothing.|" "$project/patches/new"/0002-*
bp check new
status_is 1 'check: a message in the output directory that is not ours'
check '... the diff has each byte' grep -qaF -e "$evil" "$work/out"
on_terminal check new
check '... and on a terminal' grep -qaF -- '-It has ' "$work/out"
check '... is text' harmless "$work/out"

# --- unclear, refused: what is told on stderr, with the nearest target
hostile
small_kernel new
sed -i "s|^int thing_register(|int MACRO(x) /* unclear $evil */ thing_register(|" \
	"$work/tree/include/linux/thing.h"
commit_tree odd
for command in probe explain generate check; do
	bp "$command" odd=odd
	check "$command: a kernel that is not understood" test "$status" -eq 1
	check '... is told' test -s "$work/err"
	check '... as harmless text' harmless "$work/out" "$work/err"
done
bp probe --format=json odd=odd
check '... as JSON' harmless "$work/out" "$work/err"
bp new-rule other --target odd=odd
check 'new-rule: what it prints' harmless "$work/out" "$work/err"

# --- names: of a target, a revision, a rule, an option, a file, a directory
fresh
for word in "$evil_word" "$evil_word=new" "x=$evil_word"; do
	for command in 'targets' 'probe --format=json' 'verify --format=junit' \
		'targets --format=github' 'targets --format=gitlab' \
		'targets --format=make'; do
		# shellcheck disable=SC2086 # two words
		bp $command "$word"
		check "$command: a name with an escape" harmless "$work/out" "$work/err"
	done
done
bp targets --format=make 'x=new
evil:
	touch evil'
complains 2 'is no revision' 'targets --format=make: a revision with a rule of make in it'
cp -R "$mainline" "$work/x
evil:"
bp --series "$work/x
evil:" targets --format=make
complains 2 '--series' 'targets --format=make: a series with a rule of make in it'
bp explain new "$evil_word"
shows 'no rule' 'explain: a rule that is not there'
bp generate "--$evil_word"
shows 'unknown option' 'an option that is not there'
run "$bpg" --repo "$work/$evil_word" targets
shows 'no git repository' 'a repository that is not there'
run "$bpg" --config "$work/$evil_word" targets
shows 'is not there' 'a configuration that is not there'
run "$bpg" "$evil_word"
shows 'no command' 'a command that is not there'
echo "[target \"x\"]
	ref = $evil" >"$work/evil.conf"
run "$bpg" --repo "$work/kernel.git" --config "$work/evil.conf" \
	--rules "$project/cocci" --series "$mainline" targets
shows 'is no revision' 'a configured revision'
echo "[target \"$evil_word\"]
	ref = new" >"$work/evil.conf"
run "$bpg" --repo "$work/kernel.git" --config "$work/evil.conf" \
	--rules "$project/cocci" --series "$mainline" targets
shows 'no name for a target' 'a configured name'

# --- a rule, which may be refused for it
fresh
sed -i "s|^/// .*|& summary $evil|
	s|^// Note: .*|& note $evil|
	s|^// Upstream: .*\"|& upstream $evil\"|" \
	"$project/cocci/thing-register-args.cocci"
for command in rules 'explain old' 'explain old thing-register-args' \
	'generate -v' 'check -v' 'probe --format=json'; do
	# shellcheck disable=SC2086 # several words
	bp $command
	check "$command: the header of a rule" harmless "$work/out" "$work/err"
done

# --- the series: its subject, its paths, the names of its files
fresh
sed -i "s|^Subject: .*|& subject $evil|" "$driver_patch"
for command in generate check 'verify -v' 'verify --format=json' \
	'verify --format=junit' 'verify -v --level=apply'; do
	# shellcheck disable=SC2086 # several words
	on_terminal $command
	check "$command: a subject with an escape" harmless "$work/out"
done
fresh
sed -i "s|drivers/thing/stub.c|drivers/thing/$evil_word.c|" "$driver_patch"
bp generate
shows '0002' 'a path of the series'
fresh
mv "$driver_patch" "$mainline/0002-$evil_word.patch"
sed -i "s|^0002.*|0002-$evil_word.patch|" "$mainline/series"
for command in generate check verify 'verify --format=json' \
	'verify --format=junit' 'explain old' 'generate -v'; do
	# shellcheck disable=SC2086 # several words
	bp $command
	check "$command: the name of a patch" harmless "$work/out" "$work/err"
done

# --- the output directory, which anybody may have changed
fresh
sed -i "s|thing_present|thing_${evil_word}_present|" "$project/patches/old"/*.patch
for format in text json junit; do
	bp verify -v --format=$format old
	check "verify, as $format: a series that does not apply" \
		test "$status" -eq 1
	check '... is told as harmless text' harmless "$work/out" "$work/err"
done

done_testing
