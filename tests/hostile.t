#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Text of others that was written to do harm: a series that is something else to
# patch(1) than to git or a reader, a path that leads elsewhere. Rules have
# hostile-rule.t, kernels' trees unit/checkout.c.
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
		# all kinds of heads behind nothing and a tab, one behind the others
		case $form$prefix in
		unified* | *"$tab" | [a-zA-Z]*[a-z:]) ;;
		*)	continue ;;
		esac
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

# --- what has led patch(1) and git out of their tree, or to run something
canary=$work/canary
rm -rf "$work/tree"
mkdir "$canary"
echo 'as it was' >"$canary/file"
unharmed()
{
	[ "$(ls -A "$canary")" = file ] && [ "$(cat "$canary/file")" = 'as it was' ] &&
		[ -z "$(find "$work" -name 'evil*')" ]
}

# whole TEXT WHAT: a patch with the diff in $work/diff, in the series and in the output
whole()
{
	fresh
	for patch in "$driver_patch" "$output"; do
		{ sed -n '1,/^---$/p' "$patch"; cat "$work/diff"; } >"$work/patch"
		cp "$work/patch" "$patch"
	done
	refused 2 "$1" "$2"
	check '... nothing is written elsewhere' unharmed
	cp "$work/good/patches/mainline/"* "$mainline"
	bp verify old
	complains 1 "$1" '... nor does verify take it'
	check '... nothing is written elsewhere' unharmed
}

# new_file PATH: a diff that makes it
new_file()
{
	echo "diff --git a/$1 b/$1"
	echo 'new file mode 100644'
	echo 'index 0000000..33372bb'
	echo '--- /dev/null'
	echo "+++ b/$1"
	echo '@@ -0,0 +1 @@'
	echo '+int evil;'
}

new_file ../../../../canary/evil >"$work/diff"
whole 'does not lie in a kernel' 'CVE-2010-4651: ".." in a path'
new_file "$canary/evil" >"$work/diff"
whole 'does not lie in a kernel' 'CVE-2010-4651: an absolute path'
{
	new_file drivers/thing/stub.c
	echo '--- /dev/null'
	echo '+++ b/../../../canary/evil'
	echo '@@ -0,0 +1 @@'
	echo '+int evil;'
} >"$work/diff"
whole 'malformed patch' 'CVE-2010-4651: behind another file'
for path in .GIT/config .git/hooks/pre-commit 'git~1/config' '.git./config' \
	'.git::$INDEX_ALLOCATION/config' 'drivers/.Git/config'; do
	new_file "$path" >"$work/diff"
	whole "path '$path' does not lie" "CVE-2014-9390: $path"
done
new_file "$(printf '.g\342\200\214it/config')" >"$work/diff"
whole 'printable ASCII' 'CVE-2014-9390: HFS+'
cat >"$work/diff" <<EOT
diff --git a/drivers/thing/out b/drivers/thing/out
new file mode 120000
index 0000000..33372bb
--- /dev/null
+++ b/drivers/thing/out
@@ -0,0 +1 @@
+$canary
\ No newline at end of file
$(new_file drivers/thing/out/evil)
EOT
whole 'only ordinary files' 'CVE-2015-1196: a link, and a file behind it'
cat >"$work/diff" <<EOT
diff --git a/drivers/thing/core.c b/drivers/thing/out
similarity index 100%
rename from drivers/thing/core.c
rename to drivers/thing/out
$(new_file drivers/thing/out/evil)
EOT
whole 'only new files and changed lines' \
	'CVE-2023-23946: a link that is renamed, and a file behind it'
cat >"$work/diff" <<'EOT'
diff --git a/drivers/thing/core.c b/drivers/thing/evil.c
rename from drivers/thing/core.c
rename to drivers/thing/evil.c
--- a/drivers/thing/core.c
+++ b/drivers/thing/evil.c
@@ -0,0 +0,0 @@
*** 1,2 ****
--- 1,2 ----
@@ -1,2147483647 +1,2147483647 @@
EOT
whole 'malformed patch' 'CVE-2018-6952, CVE-2019-20633: a file that is renamed, and hunks of nothing'
new_file 'drivers/thing/a b.c' >"$work/diff"
whole "path 'drivers/thing/a b.c' has a blank" 'a path with a blank'
new_file '"drivers/thing/a\tb.c"' >"$work/diff"
whole 'quote' 'a path in quotes'
new_file drivers/thing/evil.c |
	sed -e 's,^+++ .*,+++ "b/drivers/a\\tb",' \
		-e 's,^\(diff --git\) .*,\1 "a/drivers/a\\tb" "b/drivers/a\\tb",' >"$work/diff"
whole 'one path that needs no quotes' 'a path that git has put in quotes'

fresh
cat >"$work/quote" <<EOT
Index: b/drivers/thing/core.c
1i
int evil;
.
!echo >$canary/evil
.
EOT
sed -i "5r $work/quote" "$driver_patch"
refused 2 "$driver:6: patch(1) would take" 'CVE-2018-1000156: an ed script that runs a command'
check '... nothing runs' unharmed

fresh
small_kernel old
rm "$work/tree/drivers/thing/core.c"
ln -s "$canary/file" "$work/tree/drivers/thing/core.c"
commit_tree old
old_fails 'drivers/thing/core.c is a symbolic link' 'CVE-2019-13636: a file to patch that is a link'
bp verify old
status_is 1 '... nor does verify take it'
check '... nothing is written behind it' unharmed

fresh
small_kernel old
for end in rej orig; do
	ln -s "$canary/file" "$work/tree/drivers/thing/core.c.$end"
done
commit_tree old
sed -i 's/^ .*coherent = true;/&;/' "$project/patches/old/0001-thing-Ask-whose-it-is.patch"
bp verify old
status_is 1 'CVE-2023-25652: a hunk is rejected, and FILE.rej is a link'
check '... nothing is written behind it' unharmed

fresh
{
	sed -n '1,/^---$/p' "$driver_patch"
	echo 'diff --git a/.gitmodules b/.gitmodules'
	echo 'new file mode 100644'
	echo 'index 0000000..33372bb'
	echo '--- /dev/null'
	echo '+++ b/.gitmodules'
	echo '@@ -0,0 +1,5 @@'
	printf '+[submodule "%02000d"]\n' 0
	printf '+\turl = %01100d\n' 0
	printf '+[core]\n+\tfsmonitor = "touch %s/evil"\n+\teditor = "touch %s/evil"\n' "$canary" "$canary"
} >"$work/patch"
cp "$work/patch" "$driver_patch"
bp generate old
status_is 0 'CVE-2023-29007: a .gitmodules with lines that git read in two'
bp verify old
status_is 0 '... is a file as any other'
check '... nothing runs' unharmed

# --- what a reader does not see
hidden()
{
	fresh
	# shellcheck disable=SC2059 # escapes are meant
	printf "$1" >"$work/hidden"
	sed -i "$2s/\$/$(cat "$work/hidden")/" "$driver_patch"
	refused 2 "$driver:$2: $3" "$4"
}
hidden '\342\200\256' 3 'U+202E stands here' 'CVE-2021-42574: a subject that is turned'
hidden '\342\201\246' 5 'U+2066 stands here' 'CVE-2021-42574: a message that is turned'
hidden '\330\234' 1 'U+061C stands here' 'CVE-2021-42574: a name that is turned'
hidden '\033[2J' 3 'U+001B stands here' 'a subject that clears the screen'
hidden '\302\233' 3 'U+009B stands here' 'the same in one character'
hidden '\r' 5 'U+000D stands here' 'a carriage return'
hidden '\344' 5 'byte 0xe4 stands here' 'another encoding'
hidden '\342\200\250' 5 'U+2028 stands here' 'a line of Unicode'
fresh
sed -i "/^+obj-y/s/\$/ # $(printf '\342\200\256')/" "$driver_patch"
refused 2 "$driver:11: drivers/thing/Makefile: a line is added in which a mark" \
	'CVE-2021-42574: code that is turned'
fresh
sed -i 's/$/\r/' "$driver_patch"
refused 2 "$driver:" 'a patch with the ends of lines of DOS'
fresh
sed -i '3s/.*/Subject: [PATCH 2\/2] thing: '"$(printf %03000d 0)"'/' "$driver_patch"
bp generate old
status_is 0 'a subject of 3,000 characters'
bp verify old
status_is 0 '... is one to all'
fresh
sed -i '3a Content-Transfer-Encoding: base64' "$driver_patch"
refused 2 "$driver:4: transfer encoding 'base64'" 'a mail in base64'

# --- the series file
fresh
sed -i 's/^0002.*/& -p1 -R/' "$mainline/series"
refused 2 "series:2: option '-R' is not known" 'a patch that quilt would take away'
for name in '-R.patch' 'a"b.patch' "$(printf 'a\342\200\256b.patch')"; do
	fresh
	mv "$driver_patch" "$mainline/$name"
	sed -i "s/^0002.*/$name/" "$mainline/series"
	refused 2 'series:2: ' "a patch of the name $(printf %s "$name" | tr -c ' -~' '?')"
done

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
