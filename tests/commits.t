#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Commits that a message names. Where the kernel's repository has its history, a
# wrong id is found; where it has one commit a branch, as "make kernels" and
# --depth=1 leave it, nobody can tell, and that is no fault of the series.
. "$(dirname "$0")/lib.sh"
. "$tests/mini.sh"
unknown=123456789abc
patch=0001-mini-Look-first.patch

# message SCRIPT: the good series, with sed's SCRIPT run on its first message
message()
{
	mini
	sed -i "$1" "$target/$patch"
}

fixes()
{
	message "/^Nothing is no mini/a \\\\nFixes: $1"
}

style()
{
	verify --level=style "$@"
}

# left_out ID WHAT: the check is left out, as that commit is not there
left_out()
{
	check "$2" grep -qF "mini: style: commits $patch: left out: the kernel's repository does not have commit $1" \
		"$work/out"
}

# --- one commit a branch
fixes "$unknown (\"mini: Be\")"
style
status_is 0 'a Fixes: where the kernel has no history'
left_out $unknown '... is said not to have been looked up'
git -C "$work/kernel.git" update-ref refs/heads/before "$(
	git -C "$work/kernel.git" commit-tree -m 'mini: Be or not' 'mini^{tree}')"
before=$(git -C "$work/kernel.git" rev-parse --short=12 before)
fixes "$before (\"mini: Be or not\")"
style
status_is 0 'a commit of another branch, with its subject'
check '... is compared' grep -qF "mini: style: commits $patch: passed" "$work/out"
fixes "$before (\"mini: Be\")"
style
complains 1 "mini: style: commits $patch: $patch:8: Fixes: $before is (\"mini: Be or not\") and not (\"mini: Be\")" \
	'... with another subject: that is told, history or not'

# --- the history is there
fixes "$unknown (\"mini: Be\")"
git -C "$work/kernel.git" update-ref refs/heads/mini "$(
	git -C "$work/kernel.git" commit-tree -p before -m mini 'mini^{tree}')"
style
complains 1 "mini: style: commits $patch: $patch:8: Fixes: $unknown: the kernel's repository has its history, but no such commit" \
	'an id that the history does not have'
fixes "$before (\"mini: Be or not\")"
style
status_is 0 'one that it has'
message "s/^Nothing is no mini.*/Nothing is no mini, since commit $before (\"mini: Be\\nor not\") and commit $unknown\\n(\"mini: Be\") were there./"
style
status_is 0 'a sentence: it may go on in the next line, and tell of other branches'
left_out $unknown '... which is said'
message "s/^Nothing is no mini.*/Nothing is no mini, since commit $before (\"mini: Be\\nor else\") was there./"
style
complains 1 "commit $before is (\"mini: Be or not\") and not (\"mini: Be or else\")" \
	'... with another subject'
message "s/^Nothing is no mini/commit ${unknown}0123456789abcdef012345678901 upstream.\\n\\n&/"
style
status_is 0 'the line of the stable kernels, which checkpatch does not know'
message "s/^Nothing is no mini/commit ${unknown}0123456789abcdef012345678901 upstream\\n\\n&/"
style
complains 1 ':GIT_COMMIT_ID: ' '... and no other line'

# --- a history that was cut off
git clone -q --bare --depth=1 -b mini "file://$work/kernel.git" "$work/cut.git"
mv "$work/kernel.git" "$work/whole.git"
mv "$work/cut.git" "$work/kernel.git"
fixes "$unknown (\"mini: Be\")"
style
status_is 0 'a Fixes: where the history is cut off'
left_out $unknown '... is said not to have been looked up'
git -C "$work/kernel.git" fetch -q --unshallow "file://$work/whole.git" mini
style
complains 1 'but no such commit' '... and the verdict is not remembered when the history comes'

done_testing
