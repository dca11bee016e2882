#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# ctags is missing, fails, lies or hangs; and declarations it does not list.
. "$(dirname "$0")/../lib.sh"
. "$tests/cli/small.sh"

# one line a target, with its name, the file and this text
each_told()
{
	for target in new old; do
		[ "$(grep -a "^backportgen: $target: .*thing.h: " "$work/err" |
			grep -acF -e "$1")" -eq 1 ] || return 1
	done
	[ "$(grep -ac '' "$work/err")" -eq 2 ]
}

# misbehaves TEXT WHAT [OPTIONS...]: with the fake on stdin
misbehaves()
{
	text=$1
	what=$2
	shift 2
	fresh
	: >"$work/pids"
	{
		echo '#!/bin/sh'
		echo "real=$(real ctags-universal); pids=$work/pids"
		cat
	} | fake ctags-universal
	remember
	bp "$@" generate
	status_is 1 "$what"
	check '... each target is told' each_told "$text"
	check '... in clean text' no_controls
	untouched '... nothing is written'
	check '... no temporary file is left' test -z "$(ls "$TMPDIR")"
	no_fakes
}

fresh
mkdir "$work/only"
ln -s "$(real spatch)" "$work/only"
remember
run env PATH="$work/only" "$bpg" --repo "$work/kernel.git" \
	--config "$project/stable-targets.conf" generate
complains 1 'ctags-universal is not in PATH; install it' 'ctags is missing'
err_has 'universal-ctags' '... and the complaint names the package'
untouched '... nothing is written'

misbehaves 'ctags-universal failed: exit status 3' 'ctags fails' <<'EOF'
exit 3
EOF
misbehaves 'ctags-universal failed: killed by signal 11' 'ctags crashes' <<'EOF'
ulimit -c 0
kill -s SEGV $$
EOF
misbehaves 'ctags-universal wrote a line that is no JSON: garbage' 'ctags writes garbage' <<'EOF'
"$real" "$@"
echo garbage
EOF
misbehaves 'ctags-universal' 'ctags writes binary garbage' <<'EOF'
printf '\033[2J\001\377\n'
EOF
misbehaves 'no end within 1 s' 'ctags hangs' --timeout 1 <<'EOF'
echo $$ >>"$pids"
exec sleep 600
EOF
check '... no child survives' gone "$work/pids"

# Listing too little must not turn into "no".
fresh
fake ctags-universal <<EOF
#!/bin/sh
$(real ctags-universal) "\$@" | grep '"kind": "file"'
EOF
remember
bp generate
status_is 1 'ctags lists nothing'
check '... each target is told' test "$(grep -c \
	"^backportgen: .*: probe 'register-takes-ops' is unclear" "$work/err")" -eq 2
untouched '... nothing is written'
# ... and must not be remembered as the truth about the real one.
no_fakes
bp generate
status_is 0 '... the real one is asked again'

# --- a name in a form that the reader cannot list
unclear()
{
	fresh
	small_kernel old
	cd "$work/tree" || exit 1
	sed -i "s/^int thing_register.*/$1/" include/linux/thing.h
	cd "$work" || exit 1
	commit_tree old
	old_fails "probe 'register-takes-ops' is unclear" "$2"
	err_has 'include/linux/thing.h:13: ' '... and the complaint says where'
	bp probe old
	check '... probe says so too' one_complaint 1 "old: probe 'register-takes-ops' is unclear"
	out_has 'unclear' '... in the table as well'
}
unclear 'DECLARE_THING(thing_register, struct thing *);' 'a declaration made by a macro'
unclear 'extern typeof(thing_start) thing_register;' 'a declaration by typeof'

# An unclear probe that no rule of this series rests on stops nothing.
fresh
small_kernel old
cat >>"$project/cocci/probes.conf" <<'EOF'
[probe "has-hidden"]
	path = include/linux/thing.h
	ask = function hidden
EOF
sed -i 's/^int thing_register.*/&\nHIDE(hidden)/' "$work/tree/include/linux/thing.h"
commit_tree old
bp generate old
status_is 0 'an unclear answer to a question that no rule asks'
bp probe old
complains 1 "old: probe 'has-hidden' is unclear" '... probe says so'

done_testing
