#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# A mainline series that is malformed, or holds what cannot be carried.
# shellcheck disable=SC2016 # a '$' here is sed's last line
. "$(dirname "$0")/../lib.sh"
. "$tests/cli/small.sh"
driver=0002-thing-Add-a-stub-driver.patch
hook=0001-thing-Ask-whose-it-is.patch

# Edit patch $1 with sed's $2; the complaint has "$1$3", the test's name is $4.
fresh
patch()
{
	cp "$work/good/patches/mainline/"* "$mainline"
	sed -i "$2" "$mainline/$1"
	refused 2 "patches/mainline/$1$3" "$4"
}

# with the diff from stdin: whole FILE-LINE-AND-TEXT WHAT
whole()
{
	cp "$work/good/patches/mainline/"* "$mainline"
	{
		echo 'From: A U Thor <author@example.org>'
		echo 'Date: Thu, 1 Jan 2026 12:00:00 +0000'
		echo 'Subject: [PATCH 2/2] thing: Change'
		printf '\nA change.\n---\n'
		cat
	} >"$driver_patch"
	refused 2 "patches/mainline/$driver$1" "$2"
}

# --- header
patch $driver 1d ":3: malformed patch: no 'From:'" 'no From:'
patch $driver 2d ":3: malformed patch: no 'Date:'" 'no Date:'
patch $driver 3d ":3: malformed patch: no 'Subject:'" 'no Subject:'
patch $driver '3s/:.*/: [PATCH]/' ":4: malformed patch: no 'Subject:'" 'an empty Subject:'
patch $driver '1p' ":2: a second 'From:'" 'From: twice'
patch $driver '2i something else' ':2: not a mail header' 'a line that is no header'
patch $driver '3a Content-Transfer-Encoding: quoted-printable' \
	":4: transfer encoding 'quoted-printable' is not read" 'quoted-printable'
patch $driver '3a content-transfer-encoding: BASE64' \
	":4: transfer encoding 'BASE64' is not read" 'base64'
patch $driver '3a Upstream-commit: 0123456789ab' ':4: Upstream-commit: wants a full' \
	'a short upstream id'
patch $driver 's/It has/\x00/' ': is not a text file' 'a NUL'
patch $driver '1,$d' ':0: malformed patch' 'an empty file'
patch $driver '5,$d' ':4: malformed patch: no "diff --git" in it' 'a header and no more'
patch $driver '/^diff/,$d' ':10: malformed patch: no "diff --git" in it' 'a message and no diff'

# --- counts
patch $driver '$d' ':' 'a hunk that is cut short'
err_has ': malformed patch: invalid patch hunk' '... and the complaint says so'
patch $driver '/stub_start/,$d' ':' 'the same, by many lines'
err_has ': malformed patch: invalid patch hunk' '... and the complaint says so'
patch $driver 's/^@@ -2,3 +2,4 @@/@@ -2,3 +2,5 @@/' ':20: malformed patch' 'a count that is too high'
patch $driver 's/^@@ -2,3 +2,4 @@/@@ -2,3 +2,3 @@/' ':19: malformed patch' 'a count that is too low'
patch $driver 's/^@@ -2,3 +2,4 @@/@@ -2,3 +2 @@/' ':20: malformed patch' 'a count that is left out'
patch $driver 's/^@@ -2,3 +2,4 @@/@@ two @@/' ':15: malformed patch' 'a hunk header that is none'
patch $driver '/^@@ -2/d' ':15: malformed patch' 'no hunk header'
patch $driver 's/^ obj-y	+= queue.o/obj-y	+= queue.o/' ':17: malformed patch' \
	'a line that lost its space'
patch $driver 's/^@@ -2,3 +2,4 @@/@@ -99999999999999999999,3 +2,4 @@/' ':15: malformed patch' \
	'a line number that is too large'

patch $driver '/^+obj-y/a +obj-y	+= more.o' ':20: malformed patch' 'a line behind a hunk'

# --- what cannot be carried
whole ':7: drivers/thing/core.c: ' 'a deletion' <<'EOF'
diff --git a/drivers/thing/core.c b/drivers/thing/core.c
deleted file mode 100644
index 33372bb..0000000
--- a/drivers/thing/core.c
+++ /dev/null
@@ -1 +0,0 @@
-x
EOF
err_has 'no deletion, rename or change of mode' '... and the complaint says what can'
whole ':7: drivers/thing/heart.c: ' 'a rename' <<'EOF'
diff --git a/drivers/thing/core.c b/drivers/thing/heart.c
similarity index 100%
rename from drivers/thing/core.c
rename to drivers/thing/heart.c
EOF
whole ':7: drivers/thing/heart.c: ' 'a rename with changes' <<'EOF'
diff --git a/drivers/thing/core.c b/drivers/thing/heart.c
similarity index 90%
rename from drivers/thing/core.c
rename to drivers/thing/heart.c
index 33372bb..43c492e 100644
--- a/drivers/thing/core.c
+++ b/drivers/thing/heart.c
@@ -1 +1 @@
-x
+y
EOF
whole ':7: drivers/thing/heart.c: ' 'a copy' <<'EOF'
diff --git a/drivers/thing/core.c b/drivers/thing/heart.c
similarity index 100%
copy from drivers/thing/core.c
copy to drivers/thing/heart.c
EOF
whole ':7: drivers/thing/core.c: ' 'a change of mode' <<'EOF'
diff --git a/drivers/thing/core.c b/drivers/thing/core.c
old mode 100644
new mode 100755
EOF
whole ':7: drivers/thing/logo: a binary file' 'a binary file' <<'EOF'
diff --git a/drivers/thing/logo b/drivers/thing/logo
new file mode 100644
index 0000000..f76dd23
Binary files /dev/null and b/drivers/thing/logo differ
EOF
whole ':7: drivers/thing/logo: a binary file' 'a binary patch' <<'EOF'
diff --git a/drivers/thing/logo b/drivers/thing/logo
new file mode 100644
index 0000000000000000000000000000000000000000..f76dd238ade08917e6712764a16a22005a50573d
GIT binary patch
literal 1
IcmZPo000310RR91

literal 0
HcmV?d00001

EOF
whole ':7: drivers/thing/link: only ordinary files' 'a new symbolic link' <<'EOF'
diff --git a/drivers/thing/link b/drivers/thing/link
new file mode 120000
index 0000000..33372bb
--- /dev/null
+++ b/drivers/thing/link
@@ -0,0 +1 @@
+core.c
\ No newline at end of file
EOF
whole ':7: drivers/thing/tool.sh: only ordinary files' 'a new executable' <<'EOF'
diff --git a/drivers/thing/tool.sh b/drivers/thing/tool.sh
new file mode 100755
index 0000000..33372bb
--- /dev/null
+++ b/drivers/thing/tool.sh
@@ -0,0 +1 @@
+exit
EOF
whole ':7: drivers/thing/stub.c: a file without a newline' 'a new file without its last newline' <<'EOF'
diff --git a/drivers/thing/stub.c b/drivers/thing/stub.c
new file mode 100644
index 0000000..33372bb
--- /dev/null
+++ b/drivers/thing/stub.c
@@ -0,0 +1 @@
+int x;
\ No newline at end of file
EOF
whole ':7: drivers/thing/core.c: a file without a newline' 'a change that adds the last newline' <<'EOF'
diff --git a/drivers/thing/core.c b/drivers/thing/core.c
index 33372bb..43c492e 100644
--- a/drivers/thing/core.c
+++ b/drivers/thing/core.c
@@ -1 +1 @@
-x
\ No newline at end of file
+x
EOF
whole ':7: ' 'a new file that is empty' <<'EOF'
diff --git a/drivers/thing/empty b/drivers/thing/empty
new file mode 100644
index 0000000..e69de29
EOF
for path in ../out.c drivers/../../out.c .git/hooks/x; do
	whole ':7: ' "the path $path" <<EOF
diff --git a/$path b/$path
new file mode 100644
index 0000000..33372bb
--- /dev/null
+++ b/$path
@@ -0,0 +1 @@
+int x;
EOF
done
# --- the series file
series()
{
	cp "$work/good/patches/mainline/"* "$mainline"
	# shellcheck disable=SC2059
	printf "$1" >"$mainline/series"
	refused 2 "$2" "$3"
}
series '' 'patches/mainline/series: the series is empty' 'series: an empty file'
series '# nothing\n\n' 'patches/mainline/series: the series is empty' 'series: comments only'
series "$hook\nnonesuch.patch\n" 'patches/mainline/nonesuch.patch: cannot open' \
	'series: a file that is not there'
series "$hook\n../mainline/$driver\n" 'patches/mainline/series:2: ' 'series: a path'
series "$hook\n$driver\n$hook\n" "patches/mainline/series:3: '$hook' is in the series twice" \
	'series: a file twice'
series "$hook -p0\n$driver\n" "patches/mainline/series:1: option '-p0'" 'series: -p0'
cp "$work/good/patches/mainline/"* "$mainline"
rm "$mainline/series"
refused 2 'patches/mainline/series: cannot open' 'series: no file'
mkdir "$mainline/series"
refused 2 'patches/mainline/series: not a regular file' 'series: a folder'
rmdir "$mainline/series"
cp "$work/good/patches/mainline/"* "$mainline"
rm "$driver_patch"
mkfifo "$driver_patch"
refused 2 "patches/mainline/$driver: not a regular file" 'a pipe in the place of a patch'

# --- what is well formed, if odd
fine()
{
	bp generate
	status_is 0 "$1"
	silent '... nothing to complain of'
}
fresh
printf '# first\n%s -p1\n\n%s # last\n' $hook $driver >"$mainline/series"
fine 'series: comments, an empty line, -p1'
fresh
sed -i '1i From 0123456789012345678901234567890123456789 Mon Sep 17 00:00:00 2001' "$driver_patch"
printf -- '-- \n2.39.5\n\n' >>"$driver_patch"
fine 'git'\''s separator in front, its signature behind'
fresh
sed -i '3s/.*/Subject: [PATCH 2\/2] thing: Add a\n stub driver/' "$driver_patch"
fine 'a folded subject'
check '... is unfolded' grep -q '^Subject: \[PATCH 2/2\] thing: Add a stub driver$' \
	"$project/patches/new/$driver"
fresh
sed -i '3a Content-Transfer-Encoding: 8bit\nMIME-Version: 1.0' "$driver_patch"
fine '8bit'

done_testing
