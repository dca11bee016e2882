#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# A kernel's tree in which something else stands where a file is expected.
. "$(dirname "$0")/../lib.sh"
. "$tests/cli/small.sh"

# start a damaged "old": change $work/tree, then call old_fails
old_tree()
{
	fresh
	small_kernel old
	cd "$work/tree" || exit 1
}

damaged()
{
	cd "$work" || exit 1
	commit_tree old
	old_fails "$@"
}

old_tree
rm include/linux/thing.h
damaged 'lacks include/linux/thing.h' 'a file that must exist is not there'
err_has 'register-takes-ops' '... and the complaint names the probe'
err_has 'probes.conf:2' '... with its line'

old_tree
rm drivers/thing/Makefile
damaged 'the tree lacks drivers/thing/Makefile' \
	'a file that the series changes is not there'
err_has '0002-thing-Add-a-stub-driver.patch:' '... and the complaint names the patch'

old_tree
rm drivers/thing/core.c
damaged 'the tree lacks include/linux/setup.h' \
	'neither the file nor the one that stands in for it'

old_tree
echo '/* here already */' >drivers/thing/stub.c
damaged 'drivers/thing/stub.c is in the tree already' 'a new file is there already'
err_has '0002-thing-Add-a-stub-driver.patch:' '... and the complaint names the patch'

old_tree
mkdir -p drivers/thing/stub.c
echo x >drivers/thing/stub.c/x
damaged 'drivers/thing/stub.c is a folder' 'a new file'\''s name is a folder'"'"'s'

# --- symbolic links
old_tree
mv include/linux/thing.h include/linux/real.h
ln -s real.h include/linux/thing.h
damaged 'include/linux/thing.h is a symbolic link' 'a probed file is a link'
old_tree
mv drivers/thing/Makefile drivers/thing/Kbuild
ln -s Kbuild drivers/thing/Makefile
damaged 'drivers/thing/Makefile is a symbolic link' 'a changed file is a link'
old_tree
ln -s /etc/passwd drivers/thing/stub.c
damaged 'drivers/thing/stub.c is a symbolic link' 'a new file is a link'
old_tree
mv drivers/thing drivers/real
ln -s real drivers/thing
damaged 'drivers/thing is a symbolic link' 'a folder on the way is a link'
old_tree
mv include/linux include/real
ln -s real include/linux
damaged "'old' is no kernel" 'include/linux is a link'

# --- submodules
submodule()
{
	cd "$work" || exit 1
	commit_tree old
	GIT_INDEX_FILE=$work/index git --git-dir="$work/kernel.git" \
		update-index --add --cacheinfo \
		"160000,$(git --git-dir="$work/kernel.git" rev-parse new),$1"
	git --git-dir="$work/kernel.git" update-ref refs/heads/old "$(
		GIT_INDEX_FILE=$work/index git --git-dir="$work/kernel.git" \
			write-tree | xargs git --git-dir="$work/kernel.git" \
			commit-tree -m old)"
}

old_tree
rm drivers/thing/core.c
submodule drivers/thing/core.c
old_fails 'drivers/thing/core.c is a submodule' 'a probed file is a submodule'
old_tree
submodule drivers/thing/stub.c
old_fails 'drivers/thing/stub.c is a submodule' 'a new file is a submodule'
old_tree
rm -rf drivers/thing
mkdir -p drivers
echo x >drivers/x
submodule drivers/thing
old_fails 'drivers/thing is a submodule' 'a folder on the way is a submodule'

# --- files and folders mixed up
old_tree
rm include/linux/thing.h
mkdir include/linux/thing.h
echo x >include/linux/thing.h/x
damaged 'include/linux/thing.h is a folder' 'a probed file is a folder'
old_tree
rm -rf drivers/thing
echo x >drivers/thing
echo x >drivers/x
damaged 'drivers/thing is a file' 'a folder on the way is a file'

# --- contents
old_tree
printf 'obj-y += core.o\n\000\n' >drivers/thing/Makefile
damaged 'drivers/thing/Makefile: is not a text file' 'a file to change is no text'
old_tree
printf 'obj-y += core.o' >drivers/thing/Makefile
damaged 'no newline at its end' 'a file to change lacks its last newline'
old_tree
: >drivers/thing/Makefile
cd "$work" || exit 1
commit_tree old
bp generate old
status_is 0 'an empty file is a file: "end" is an anchor in it'

done_testing
