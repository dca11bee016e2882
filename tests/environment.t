#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# What the environment holds, of this program and of those that it runs, changes
# neither a byte of the output nor a verdict; where it leaves no way to work,
# one line says so.
# shellcheck disable=SC2016 # sh -c gets its arguments
. "$(dirname "$0")/lib.sh"
. "$tests/cli/small.sh"

# Neither memory nor output of an earlier run: all programs run again.
anew()
{
	fresh
	rm -rf "$XDG_CACHE_HOME" "$project/patches/new" "$project/patches/old"
	[ -z "$unprivileged" ] || chown -R 65534:65534 "$work"
}
unprivileged=

# What generate and verify say and write, but for the time that it took.
as_ever()
(
	sed 's/, [0-9.]* s, tree/, tree/; s/, [0-9.]* s$//' "$work/out" | diff "$work/usual-$1" - &&
		diff -r -x proof.json "$work/good/patches" "$project/patches"
)

# All of it under "env ARGS...", or what else runs a program.
commands='generate verify'
harmless()	# WHAT COMMAND...
{
	whose=$1
	shift
	anew
	for command in $commands; do
		run "$@" "$bpg" --repo "$work/kernel.git" \
			--config "$project/stable-targets.conf" $command
		check "$whose: $command ends well" test "$status" -eq 0
		silent '... without a complaint'
		check '... and says and writes what it ever does' as_ever "$command"
	done
}

anew
for command in generate verify; do
	bp $command
	status_is 0 "$command, with nothing special"
	sed 's/, [0-9.]* s, tree/, tree/; s/, [0-9.]* s$//' "$work/out" >"$work/usual-$command"
done

# --- git's
git init -q "$work/other"
git -C "$work/other" commit -q --allow-empty -m other
printf '#!/bin/sh\ntouch "%s/ran"\n' "$work" >"$work/script"
chmod +x "$work/script"
mkdir -p "$work/templates/hooks"
cp "$work/script" "$work/templates/hooks/applypatch-msg"
harmless "git's variables" env GIT_DIR="$work/other/.git" \
	GIT_WORK_TREE="$work/other" GIT_INDEX_FILE="$work/nowhere/index" \
	GIT_OBJECT_DIRECTORY="$work/nowhere" GIT_COMMON_DIR="$work/nowhere" \
	GIT_ALTERNATE_OBJECT_DIRECTORIES="$work/other/.git/objects" \
	GIT_CEILING_DIRECTORIES="$work" GIT_NAMESPACE=other GIT_PREFIX=x/ \
	GIT_CONFIG_GLOBAL="$work/script" GIT_CONFIG_SYSTEM="$work/script" \
	GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=core.hooksPath \
	GIT_CONFIG_VALUE_0="$work/templates/hooks" \
	GIT_CONFIG_PARAMETERS="'core.autocrlf=true'" \
	GIT_TEMPLATE_DIR="$work/templates" GIT_EXTERNAL_DIFF="$work/script" \
	GIT_DIFF_OPTS=-u9 GIT_EDITOR="$work/script" GIT_TRACE=1 \
	GIT_DEFAULT_HASH=sha256 GIT_LITERAL_PATHSPECS=1 GIT_EXEC_PATH="$work" \
	GIT_ATTR_SOURCE=HEAD
check '... and ran nothing' test ! -e "$work/ran"

# --- those of patch and quilt
printf 'QUILT_PATCHES=/nowhere\nQUILT_PATCH_OPTS=-R\nexit 1\n' >"$HOME/.quiltrc"
harmless "patch's and quilt's" env QUILT_PATCHES=/nowhere QUILT_SERIES=x \
	QUILT_PC=y QUILT_PATCH_OPTS=-R QUILT_PUSH_ARGS=--fuzz=9 \
	QUILT_COLORS=diff_add=33 QUILTRC="$HOME/.quiltrc" PATCH_GET=1 \
	POSIXLY_CORRECT=1 VERSION_CONTROL=numbered PATCH_VERSION_CONTROL=simple \
	SIMPLE_BACKUP_SUFFIX=.c QUOTING_STYLE=c TAR_OPTIONS=--nothing
rm "$HOME/.quiltrc"
anew
POSIXLY_CORRECT=1
export POSIXLY_CORRECT
bp generate new --dry-run
unset POSIXLY_CORRECT
status_is 0 'POSIXLY_CORRECT: an option behind an argument is one'

# --- of the languages that programs are written in
printf 'touch "%s/ran"\necho noise\necho noise >&2\n' "$work" >"$work/bashrc"
harmless "those of OCaml, Perl, Python and the shells" env \
	OCAMLRUNPARAM=v=0x400 CAMLRUNPARAM=v=0x400 PERL5OPT=-Mnothing \
	PERL5LIB="$work" PERLIO=:crlf PYTHONHOME=/nowhere PYTHONPATH="$work" \
	PYTHONWARNINGS=error ENV="$work/bashrc" BASH_ENV="$work/bashrc" \
	CDPATH=/ SHELLOPTS=xtrace BASHOPTS=extdebug PS4=noise \
	'BASH_FUNC_patch%%=() { touch '"$work/ran"'; }'
check '... and ran nothing' test ! -e "$work/ran"

# --- files of settings at home
mkdir -p "$HOME/.ctags.d" "$HOME/.config/ctags"
echo '--exclude=*' >"$HOME/.ctags.d/x.ctags"
echo '--fields=' >"$HOME/.ctags"
cp "$HOME/.ctags" "$HOME/.config/ctags/x.ctags"
printf 'Require lib\n[option]\nnothing\n' >"$HOME/.cocciconfig"
printf '[core]\n\tautocrlf = true\n[apply]\n\twhitespace = error-all\n' >"$HOME/.gitconfig"
harmless 'settings at home' env COCCINELLE_HOME=/nowhere CTAGS=--exclude='*' \
	ETAGS=-x XDG_CONFIG_HOME="$HOME/.config"
rm -rf "$HOME"
mkdir "$HOME"

# --- languages: an "I" is no "i" in Turkish
harmless 'LC_ALL=tr_TR.UTF-8' env LANG=tr_TR.UTF-8 LC_ALL=tr_TR.UTF-8 LANGUAGE=de:tr
harmless 'LC_CTYPE alone, of another encoding' env LC_ALL= LC_CTYPE=ja_JP.SJIS LANG=xx

# --- homes and caches
commands=generate
harmless 'no HOME, no XDG_CACHE_HOME' env -u HOME -u XDG_CACHE_HOME
check '... and no memory anywhere' test ! -e "$work/cache"
for home in /dev/null "$work/script" /proc/self relative ''; do
	harmless "HOME='$home'" env -u XDG_CACHE_HOME HOME="$home"
done
for cache in /dev/null "$work/script" /proc/self; do
	harmless "XDG_CACHE_HOME=$cache" env XDG_CACHE_HOME="$cache"
done
harmless 'XDG_CACHE_HOME with a newline, a quote and a %' \
	env XDG_CACHE_HOME="$work/a
b'%s"
check '... it is there' test -d "$work/a
b'%s/backportgen/memory"
mkdir "$work/cwd"
harmless 'a relative XDG_CACHE_HOME' sh -c 'cd "$1"; shift; exec "$@"' - "$work/cwd" \
	env -u HOME XDG_CACHE_HOME=cache
check '... is not made' test ! -e "$work/cwd/cache"

commands='generate verify'

# --- PATH: "." and an empty part mean the directory that a program runs in,
# which has files of a kernel
mkdir "$work/here"
for name in spatch ctags-universal quilt patch git perl; do
	cp "$work/script" "$work/here/$name"
done
for path in ".:here:$PATH::" ":/nowhere:$work/script:$PATH"; do
	harmless "PATH with parts that are no absolute path" sh -c 'cd "$1"; shift; exec "$@"' - "$work/here" env PATH="$path"
	check '... and ran nothing of there' test ! -e "$work/ran"
done
for path in '' . /nowhere "$work/script"; do
	for command in generate verify; do
		anew
		[ $command = generate ] || cp -a "$work/good/patches" "$project"
		run env PATH="$path" "$bpg" --repo "$work/kernel.git" \
			--config "$project/stable-targets.conf" $command
		check "PATH='$path', $command: fails" test "$status" -ne 0
		check '... each line tells what is missing' sh -c '
			[ -s "$1" ] && ! grep -v "^backportgen: .*\(not in PATH\|missing\).*install" "$1"' \
			- "$work/err"
	done
done

# --- TMPDIR
for tmp in /nowhere /dev/null /proc; do
	anew
	for command in generate check 'probe old' verify; do
		# shellcheck disable=SC2086 # several words
		run env TMPDIR=$tmp "$bpg" --repo "$work/kernel.git" \
			--config "$project/stable-targets.conf" $command
		complains 2 TMPDIR "TMPDIR=$tmp: $command"
	done
done
for name in 'a b%s;' "it's \"\\ä\$(exit)" '-x
y'; do
	mkdir "$work/tmp/$name"
	anew
	run env TMPDIR="$work/tmp/$name" "$bpg" --repo "$work/kernel.git" \
		--config "$project/stable-targets.conf" generate
	check "TMPDIR of an odd name" test "$status" -eq 0
	silent '... without a complaint'
	check '... and with the output it ever has' as_ever generate
	check '... which is empty again' test -z "$(ls -A "$work/tmp/$name")"
done

# --- descriptors
for closed in '<&-' '>&-' '2>&-' '<&- >&- 2>&-'; do
	anew
	run sh -c "exec \"\$@\" $closed" - "$bpg" --repo "$work/kernel.git" \
		--config "$project/stable-targets.conf" generate
	check "closed: $closed" test "$status" -eq 0
	check '... the output is what it ever is' \
		diff -r "$work/good/patches" "$project/patches"
done
fresh
for command in 'probe -v' targets 'targets --format=github' rules check \
	'explain old' generate verify 'verify --format=json' \
	'verify --format=junit' help; do
	# shellcheck disable=SC2086 # several words
	run sh -c 'exec "$@" >/dev/full' - "$bpg" --repo "$work/kernel.git" \
		--config "$project/stable-targets.conf" $command
	check "$command, and stdout is full" grep -qx \
		'backportgen: cannot write to the standard output: No space left on device' "$work/err"
	check '... is a failure' test "$status" -eq 1
	run python3 -c 'import os, subprocess, sys
r, w = os.pipe()
os.close(r)
sys.exit(subprocess.call(sys.argv[1:], stdout=w))' "$bpg" --repo "$work/kernel.git" \
		--config "$project/stable-targets.conf" $command
	check "$command, and nobody reads" grep -qx \
		'backportgen: cannot write to the standard output: Broken pipe' "$work/err"
	check '... is a failure' test "$status" -eq 1
done

# --- limits
for files in 5 8 10 20; do
	anew
	run sh -c 'ulimit -n "$1"; shift; exec "$@"' - $files "$bpg" -j1 \
		--repo "$work/kernel.git" \
		--config "$project/stable-targets.conf" generate
	if [ "$status" -eq 0 ]; then
		check "with $files open files it works" as_ever generate
	else
		check "with $files open files it fails for that" sh -c '
			[ -s "$1" ] && ! grep -v "^backportgen: .*Too many open files" "$1"' - "$work/err"
	fi
done

# a user who is not root, with a umask that takes what is written from its owner
anew
if [ "$(id -u)" -eq 0 ]; then
	unprivileged='setpriv --reuid=65534 --regid=65534 --clear-groups'
	cp "$bpg" "$work/backportgen"
	bpg=$work/backportgen
	chmod 755 "$work" "$bpg"
	chown -R 65534:65534 "$work"
fi
for mask in 0777 0077; do
	# shellcheck disable=SC2086 # several words
	harmless "umask $mask" $unprivileged sh -c 'umask "$1"; shift; exec "$@"' - "$mask"
done

done_testing
