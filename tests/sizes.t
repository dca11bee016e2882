#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Files, messages, lines and directories of a size that nobody expects: a line
# that says so, or an answer, and in no more time and memory than any other.
. "$(dirname "$0")/lib.sh"
. "$tests/cli/small.sh"

huge='has more than 64 MiB'

# Commit $work/tree with the file $2 one byte above the limit, as branch $1. Its
# end is nothing but zeros, which git makes small.
commit_huge()
{
	small_kernel new
	truncate -s $(((64 << 20) + 1)) "$work/tree/$2"
	commit_tree "$1"
}

# --- blobs: of a probe, of a hunk, of a header that is included, of the base
fresh
commit_huge probed include/linux/thing.h
bp probe x=probed
complains 1 "include/linux/thing.h: cannot read the blob: it $huge" 'a blob that a probe asks for'
bp generate x=probed
complains 1 "include/linux/thing.h: cannot read the blob: it $huge" '... the same where the series goes'
commit_huge changed include/linux/setup.h
bp generate x=changed
complains 1 "include/linux/setup.h: cannot read the blob: it $huge" 'a blob that a hunk changes'
commit_huge included include/linux/device.h
bp generate x=included
complains 1 "include/linux/device.h: cannot read the blob: it $huge" 'a header that is included'
check '... and nothing is written of it' test ! -e "$project/patches/x"
id=$(git --git-dir="$work/kernel.git" rev-parse included:include/linux/device.h)
sed -i "s/^index 8a84a964e8ce7cd1e1ae607d43a6e3c3cbe34858/index $id/" "$hook_patch"
bp generate old
complains 1 "blob $id of '$work/kernel.git': cannot read it: it $huge" 'a blob that the series names as its base'

# An object that only says that it is large.
fresh
small_kernel new
commit_tree liar
id=$(git --git-dir="$work/kernel.git" rev-parse liar:include/linux/thing.h)
rm -f "$work/kernel.git/objects/$(echo "$id" | cut -c1-2)/$(echo "$id" | cut -c3-)"
python3 -c 'import sys, zlib
open(sys.argv[1], "wb").write(zlib.compress(b"blob 9000000000\0short"))' \
	"$work/kernel.git/objects/$(echo "$id" | cut -c1-2)/$(echo "$id" | cut -c3-)"
bp probe x=liar
complains 1 "include/linux/thing.h: cannot read the blob: it $huge" 'an object that says that it has 9 GB'

# --- files: of unpacked sources, and whatever else is read
fresh
small_kernel new
truncate -s 1G "$work/tree/include/linux/thing.h"
run timeout -k 1 20 "$bpg" --tree "$work/tree" --config "$project/stable-targets.conf" probe x
complains 1 "include/linux/thing.h: $huge" 'unpacked sources with a file of 1 GiB'
for file in stable-targets.conf cocci/probes.conf cocci/thing-register-args.cocci \
	patches/mainline/series patches/mainline/0002-thing-Add-a-stub-driver.patch; do
	fresh
	truncate -s 1G "$project/$file"
	refused 2 "$file: $huge" "$file of 1 GiB"
done
fresh
truncate -s 1G "$project/patches/old/series"
remember
bp check old
complains 1 "patches/old/series: $huge" 'an output directory with a file of 1 GiB'
untouched '... which stays'
bp verify old
complains 1 "patches/old/series: $huge" '... of which verify says the same'

# --- messages of 5 MB: in lines, in trailers, in one line, in the subject
with_message()	# PYTHON WHAT
{
	fresh
	python3 -c 'import sys
text = open(sys.argv[1]).read()
open(sys.argv[1], "w").write(eval(sys.argv[2]))' "$driver_patch" "$1"
	for command in generate check; do
		bp $command new
		check "$2: $command" test "$status" -eq 0
	done
}
with_message 'text.replace("It has", "It has nothing.\n" * 300000 + "It has")' 'a message of 300,000 lines'
with_message 'text.replace("to start.\n", "to start.\n\n" + "Link: https://example.org/1\n" * 200000)' '200,000 trailers'
with_message 'text.replace("It has", "It has " * 700000)' 'a message of one line'
with_message 'text.replace("stub driver\n", "stub driver" * 400000 + "\n")' 'a subject of 4 MB'

# --- a line of 16 MiB: in what an answer rests on, and in what is not understood
short()
{
	test "$(wc -c <"$1")" -lt 200000
}
fresh
small_kernel new
python3 -c 'import sys
text = open(sys.argv[1]).read()
open(sys.argv[1], "w").write(text.replace("int thing_register(", "int thing_register( /* " + "long " * 3355443 + "*/"))' \
	"$work/tree/include/linux/thing.h"
commit_tree line
bp probe -v x=line
status_is 0 'an answer with a line of 16 MiB'
out_has 'include/linux/thing.h:13: int thing_register( /* long long' '... is shown'
out_has '... (16' '... as far as anybody would read'
check '... and no further' short "$work/out"
sed -i 's/int thing_register(/int MACRO(x) thing_register(/' "$work/tree/include/linux/thing.h"
commit_tree unclear
bp probe x=unclear
status_is 1 'what is not understood, in such a line'
err_has '... (16' '... is told as far as anybody would read'
check '... and no further' short "$work/err"

# --- a directory of 200,000 entries
fresh
small_kernel new
commit_tree many
(
	GIT_DIR=$work/kernel.git
	export GIT_DIR
	blob=$(git rev-parse many:include/linux/thing.h)
	linux=$({
		git ls-tree many:include/linux
		awk -v blob="$blob" 'BEGIN {
			for (i = 0; i < 200000; i++)
				printf "100644 blob %s\tx%06d.h\n", blob, i
		}'
	} | git mktree)
	include=$(printf '040000 tree %s\tlinux\n' "$linux" | git mktree)
	top=$(git ls-tree many | sed "s/tree [0-9a-f]*	include/tree $include	include/" | git mktree)
	git update-ref refs/heads/many "$(git commit-tree -m many "$top")"
)
bp generate x=many
status_is 0 'a directory of 200,000 entries'
bp verify x=many
status_is 0 '... is verified as well'

done_testing
