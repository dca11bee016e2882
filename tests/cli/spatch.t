#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# spatch is missing, fails, complains, lies, hangs, or cannot read the C.
. "$(dirname "$0")/../lib.sh"
. "$tests/cli/small.sh"
spatch=$(real spatch)

# misbehaves TEXT WHAT: with the fake spatch on stdin, which gets the real one
# as $real and what it is to do with a rule as $*
misbehaves()
{
	fresh
	{
		echo '#!/bin/sh'
		echo "real=$spatch; pids=$work/pids"
		# shellcheck disable=SC2016
		echo 'case $1 in --parse-c) exec "$real" "$@" ;; esac'
		cat
	} | fake spatch
	old_fails "$1" "$2"
	check '... no temporary file is left' test -z "$(ls "$TMPDIR")"
	no_fakes
}

# --- missing
fresh
mkdir "$work/only"
ln -s "$(real ctags-universal)" "$work/only"
remember
run env PATH="$work/only" "$bpg" --repo "$work/kernel.git" \
	--config "$project/stable-targets.conf" generate
complains 1 'old: spatch is not in PATH; install it' 'spatch is missing'
err_has 'coccinelle' '... and the complaint names the package'
out_has 'new: ' '... the target that needs none is current'
untouched '... nothing is written'
rm -rf "$work/only"

fresh
fake spatch </dev/null
chmod -x "$work/fake/spatch"
bp generate
status_is 0 'a spatch that may not be executed is passed over for the next one'
no_fakes
echo 'not a program' >"$work/text"
fresh
fake spatch <"$work/text"
printf '\177ELF' >"$work/fake/spatch"
old_fails 'spatch' 'a spatch that cannot be started'
no_fakes

# --- failing
misbehaves 'exit status 2: Fatal error: exception Stack_overflow' 'spatch fails' <<'EOF'
echo 'Fatal error: exception Stack_overflow' >&2
exit 2
EOF
misbehaves 'exit status 255' 'spatch fails without a word' <<'EOF'
exit 255
EOF
misbehaves 'killed by signal 11' 'spatch crashes' <<'EOF'
ulimit -c 0
kill -s SEGV $$
EOF
misbehaves 'killed by signal 9' 'spatch is killed' <<'EOF'
kill -s KILL $$
EOF
misbehaves 'spatch complains: warning: odd' 'spatch complains, and ends well' <<'EOF'
"$real" "$@"
echo 'warning: odd' >&2
EOF
misbehaves 'spatch complains: first' 'spatch complains in many lines, some empty' <<'EOF'
"$real" "$@"
printf '\n\nfirst\nsecond\nthird\n' >&2
EOF
misbehaves 'spatch left no ' 'spatch takes its results away' <<'EOF'
rm -rf made
EOF
misbehaves 'spatch left no whole text' 'spatch leaves half a line' <<'EOF'
"$real" "$@"
for f in made/cocci-output-*; do printf 'half' >"$f"; done
EOF
misbehaves 'spatch ends well without a word of the file' 'spatch does nothing' <<'EOF'
exit 0
EOF
misbehaves 'spatch left no whole text' 'spatch empties its result' <<'EOF'
"$real" "$@"
for f in made/cocci-output-*; do : >"$f"; done
EOF
misbehaves '' 'spatch writes without end' <<'EOF'
exec yes
EOF

# --- telling, whatever it is told
fresh
fake spatch <<EOF
#!/bin/sh
echo 'SPECIAL NAMES: adding LIST_HEAD as a declarer' >&2
exec $spatch "\$@"
EOF
bp generate old
status_is 0 'spatch tells which names are types or macros, as 1.3 does: no complaint'
silent '... and it goes no further'
no_fakes

# --- what it cannot parse, and says so, or not
misbehaves "of rule 'thing-setup-hook': spatch cannot parse drivers/thing/core.c: " \
	'spatch makes what it cannot parse' <<'EOF'
"$real" "$@"
for f in made/cocci-output-*-core.c; do
	[ ! -f "$f" ] || ! grep -q thing_setup rule.cocci || echo 'int odd) [ {' >>"$f"
done
EOF
# a rule whose words are gone is not run on its own result
misbehaves "of rule 'thing-register-args': spatch cannot parse drivers/thing/stub.c: " \
	'spatch makes what it cannot parse, and then passes over the file' <<'EOF'
grep -q thing_register rule.cocci || exec "$real" "$@"
if grep -q 'odd' stub.c; then
	echo 'Skipping: stub.c' >&2
else
	"$real" "$@"
	echo 'int odd) [ {' >>"$(echo made/cocci-output-*)"
fi
EOF

fresh
fake spatch <<EOF
#!/bin/sh
case \$1 in --parse-c) echo 'no report today'; exit 0 ;; esac
echo 'Skipping: all' >&2
$spatch "\$@" 2>&1 | grep -v '^HANDLING: ' >&2
EOF
old_fails 'its report has no count of bad lines' 'a parse report of another form'
no_fakes

# --- hanging; the fakes write down who they are
misbehaves_in_time()
{
	fresh
	: >"$work/pids"
	rm -rf "${work:?}/tmp/"*
	{
		echo '#!/bin/sh'
		echo "real=$spatch; pids=$work/pids"
		cat
	} | fake spatch
	remember
	bp -j 8 --timeout 1 generate
	check "$1" old_complaint 'no end within 1 s'
	out_has 'new: ' '... the other target is current'
	untouched '... nothing is written'
	check '... no child survives' gone "$work/pids"
	check '... no temporary file is left' test -z "$(ls "$TMPDIR")"
	no_fakes
}
misbehaves_in_time 'spatch hangs' <<'EOF'
echo $$ >>"$pids"
exec sleep 600
EOF
misbehaves_in_time 'spatch hangs and will not be asked to end' <<'EOF'
echo $$ >>"$pids"
trap '' TERM INT HUP
sleep 600 & echo $! >>"$pids"
wait
sleep 600
EOF
misbehaves_in_time 'spatch hangs with its output closed' <<'EOF'
echo $$ >>"$pids"
exec >&- 2>&-
exec sleep 600
EOF
misbehaves_in_time 'spatch ends, and leaves one behind that holds its output' <<'EOF'
sleep 600 & echo $! >>"$pids"
exec "$real" "$@"
EOF
misbehaves_in_time 'spatch hangs, and has temporary files of its own' <<'EOF'
echo $$ >>"$pids"
: >"${TMPDIR:-/tmp}/cocci-output-$$"
exec sleep 600
EOF
# with its output closed, what is left behind is no reason to wait
fresh
: >"$work/pids"
fake spatch <<EOF
#!/bin/sh
sleep 600 >/dev/null 2>&1 & echo \$! >>$work/pids
exec $spatch "\$@"
EOF
bp --timeout 20 generate old
status_is 0 'spatch ends, and leaves one behind in silence'
check '... that one does not survive' gone "$work/pids"
no_fakes

# --- C that cannot be parsed
fresh
small_kernel old
cat >>"$work/tree/drivers/thing/core.c" <<'EOF'

int thing_odd(void)
{
	return [ 3 thing_present( };
}
EOF
commit_tree old
old_fails 'spatch cannot parse drivers/thing/core.c: ' 'a target'\''s file that spatch cannot parse'
check '... and the complaint says where' grep -q 'line 1[1-9]' "$work/err"
fresh
sed -i 's/^+	return thing_register.*/+	return ] thing_register(thing, \&stub_ops;/' "$driver_patch"
remember
bp generate old
complains 1 'old: spatch cannot parse drivers/thing/stub.c: ' 'a new file that spatch cannot parse'
untouched '... nothing is written'
# Nothing is to be done to it on this target, so it need not be parsed.
bp generate new
status_is 0 '... where no rule is for it, it is carried as it is'

done_testing
