#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Text of others that was written to do harm: a series that is something else to
# patch(1) than to git or a reader, a path that leads elsewhere. Rules have
# hostile-rule.t, kernels hostile-tree.t.
# shellcheck disable=SC2016 # sh -c gets its arguments
. "$(dirname "$0")/lib.sh"
. "$tests/cli/small.sh"
driver=0002-thing-Add-a-stub-driver.patch
output=$project/patches/old/$driver

# --- a diff that is quoted in a message
# Reviewers read past it, git am and libgit2 do too, but patch(1) applies it: what
# quilt builds has then code that nobody saw.
quote()
{
	case $1 in
	unified)
		echo '--- /dev/null'
		echo '+++ b/drivers/thing/evil.c'
		echo '@@ -0,0 +1 @@'
		echo '+int evil;' ;;
	context)
		echo '*** /dev/null'
		echo '--- b/drivers/thing/evil.c'
		echo '***************'
		echo '*** 0 ****'
		echo '--- 1 ----'
		echo '+ int evil;' ;;
	'ed script')
		echo 'Index: b/drivers/thing/core.c'
		echo '1i'
		echo 'int evil;'
		echo '.' ;;
	'hunk below Index:')
		echo 'Index: b/drivers/thing/evil.c'
		echo '@@ -0,0 +1 @@'
		echo '+int evil;' ;;
	'symbolic link')
		echo 'diff --git a/drivers/thing/evil.c b/drivers/thing/evil.c'
		echo 'new file mode 120000'
		echo '--- /dev/null'
		echo '+++ b/drivers/thing/evil.c'
		echo '@@ -0,0 +1 @@'
		echo '+core.c'
		echo '\ No newline at end of file' ;;
	rename)
		echo 'diff --git a/drivers/thing/core.c b/drivers/thing/evil.c'
		echo 'rename from drivers/thing/core.c'
		echo 'rename to drivers/thing/evil.c' ;;
	esac
}

# message FORM PREFIX: that diff, each line behind PREFIX, from line 7 on
message()
{
	{
		echo 'This is not for us:'
		quote "$1" | sed "s/^/$2/"
	} >"$work/quote"
	sed -i "5r $work/quote" "$3"
}

# Does patch(1) make something of file $1 that is called evil?
patch_takes()
(
	small_kernel old
	cd "$work/tree" && patch -s -f -p1 <"$1" >/dev/null 2>&1
	[ -n "$(find . -name evil.c)" ] || grep -rq 'int evil' .
)

patch_passes_over()
{
	! patch_takes "$1"
}

tab=$(printf '\t')
for form in unified context 'ed script' 'hunk below Index:' 'symbolic link' rename; do
	for prefix in '' '    ' "$tab" X; do
		fresh
		message "$form" "$prefix" "$driver_patch"
		check "patch(1) takes a quoted diff: $form behind '$prefix'" \
			patch_takes "$driver_patch"
		# a diff that begins in the first column is one to us as well
		case $form$prefix in
		'symbolic link' | rename)	what= ;;
		*)	what=':7: patch(1) would take this line for the head' ;;
		esac
		remember
		bp generate
		check '... generate refuses it' grep -qF "$driver$what" "$work/err"
		untouched '... and writes nothing'
		cp "$work/good/patches/mainline/"* "$mainline"
		message "$form" "$prefix" "$output"
		bp verify old
		complains 1 "$driver:" '... and so does verify in the output'
	done
done
for prefix in '> ' '| ' ': '; do
	fresh
	message unified "$prefix" "$driver_patch"
	check "patch(1) passes over a diff behind '$prefix'" \
		patch_passes_over "$driver_patch"
	bp generate
	status_is 0 '... it is carried'
	bp verify
	status_is 0 '... and verified'
done

# where else in the file patch(1) looks
elsewhere()
{
	check "patch(1) takes it: $1" patch_takes "$driver_patch"
	refused 2 "$driver:$2: patch(1) would take this line" "$1"
}
fresh
printf -- '-- \n2.39.5\n\n' >>"$driver_patch"
quote unified >>"$driver_patch"
elsewhere 'a diff behind the signature' 40
fresh
quote unified >"$work/quote"
sed -i "6r $work/quote" "$driver_patch"
elsewhere 'a diff behind the three dashes' 7
fresh
quote unified | sed 's/^/ /' >"$work/quote"
sed -i -e '3a X-Note: see' -e "3r $work/quote" "$driver_patch"
elsewhere 'a diff in a header that goes on' 5
fresh
sed -i '5i Prereq: 1.7' "$driver_patch"
refused 2 "$driver:5: patch(1) would take" 'Prereq:, for which patch(1) wants a word in the file'
fresh
printf -- '- - --- a/x\n' >"$work/quote"
sed -i "5r $work/quote" "$driver_patch"
refused 2 "$driver:6: patch(1) would take" 'a head in a digest of RFC 934'
fresh
sed -i '5i ---\t\ndiff -ru a/x b/x' "$driver_patch"
refused 2 "$driver:6: patch(1) would take" 'dashes with blanks, which end the message for git am'

# between the hunks both readers pass over what is no hunk, each over other lines
fresh
quote unified >"$work/quote"
sed -i "/^+obj-y/r $work/quote" "$driver_patch"
check 'patch(1) takes a head without "diff --git"' patch_takes "$driver_patch"
refused 2 ': malformed patch: ' '... it is refused'
fresh
sed -i 's,^+++ b/drivers/thing/Makefile,+++ b/drivers/thing/evil.c,' "$driver_patch"
refused 2 "$driver:" 'a head that names two files'
fresh
sed -i 's,^\(--- a\|+++ b\)/drivers/thing/Makefile,&\r,' "$driver_patch"
refused 2 "$driver:" 'names with a carriage return, for which patch(1) strips all of them'

# a rule's note goes into the message
fresh
sed -i "s/^\/\/ Note: .*/\/\/ Note: $(printf %060d 0) +++ b/" \
	"$project/cocci/thing-setup-hook.cocci"
rm -rf "$project/patches/old"
bp generate old
complains 1 'patch(1) would take this line of the message' \
	'a note whose second line begins as a head does'

# --- what quilt does beyond the diffs, however it came to that
# with_quilt WHAT: verify with this quilt
with_quilt()
{
	fresh
	{
		echo '#!/bin/sh'
		echo '"$REAL_QUILT" "$@" || exit'
		echo '[ "$3" = push ] || exit 0'
		cat
	} | fake quilt
	bp verify old
	complains 1 "$1" "$2"
	no_fakes
}
REAL_QUILT=$(real quilt)
export REAL_QUILT
with_quilt 'quilt: it makes drivers/thing/evil.c, of which the diffs' 'a file more' <<'EOT'
echo x >drivers/thing/evil.c
EOT
with_quilt 'quilt: it makes lib/evil.c, of which' 'a file in a directory more' <<'EOT'
mkdir lib && echo x >lib/evil.c
EOT
with_quilt 'quilt: it makes drivers/thing/evil, of which' 'a link more' <<'EOT'
ln -s core.c drivers/thing/evil
EOT
with_quilt 'quilt: it patches 5 files, the diffs of the series are of 3' \
	'two files patched that are then as they were' <<'EOT'
echo 'patching file drivers/thing/core.c'
echo 'patching symbolic link drivers/thing/core.c'
EOT

# --- where temporary files go
for dir in 'a b' "a${tab}b" 'a
b'; do
	fresh
	mkdir -p "$work/temporary/$dir"
	run env TMPDIR="$work/temporary/$dir" "$bpg" --repo "$work/kernel.git" \
		--config "$project/stable-targets.conf" verify
	complains 2 'quilt splits a path at a blank; set TMPDIR' \
		"TMPDIR with a blank in it is no verdict: $(echo "$dir" | od -An -c | tr -d '\n')"
done
for dir in "q'uote" 'q"uote' 'gl*b' 'se[t]' '$dollar' '`tick`' 'back\slash' 'semi;colon' \
	'-dash' '%s' 'co:lon'; do
	fresh
	mkdir -p "$work/temporary/$dir"
	run env TMPDIR="$work/temporary/$dir" "$bpg" --repo "$work/kernel.git" \
		--config "$project/stable-targets.conf" verify
	status_is 0 "TMPDIR $dir"
done

done_testing
