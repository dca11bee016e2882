#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# No repository, no kernel in it, or no such commit.
. "$(dirname "$0")/../lib.sh"
. "$tests/cli/small.sh"
fresh

g()
{
	git -C "$work/kernel.git" "$@"
}

# old's revision becomes $1
old_is()
{
	fresh
	printf '[target "new"]\n\tref = new\n[target "old"]\n\tref = %s\n' \
		"$1" >"$project/stable-targets.conf"
}

# --- no repository
for bad in "$work/nowhere" "$work/tmp" "$project/stable-targets.conf" ''; do
	remember
	run "$bpg" --repo "$bad" --config "$project/stable-targets.conf" generate
	complains 2 "'$bad'" "no repository at '${bad#"$work"}'"
	err_has '--repo' '... and the complaint says what to do'
	untouched '... nothing is written'
done
mkdir "$work/broken.git"
echo 'ref: refs/heads/new' >"$work/broken.git/HEAD"
run "$bpg" --repo "$work/broken.git" --config "$project/stable-targets.conf" \
	generate
complains 2 "'$work/broken.git'" 'half a repository'

cd "$work/tmp" || exit 1
run "$bpg" --config "$project/stable-targets.conf" generate
complains 2 "'.'" 'no repository where the user stands'
cd "$work" || exit 1

# --- a repository that is no kernel
rm -rf "$work/tree"
mkdir -p "$work/tree/src"
echo 'int x;' >"$work/tree/src/x.c"
commit_tree no-kernel
cp -a "$work/kernel.git" "$work/both.git"
old_is no-kernel
rm -rf "$work/kernel.git"
mv "$work/both.git" "$work/kernel.git"
old_fails "'no-kernel' is no kernel" 'a tree that is no kernel'
rm -rf "$work/tree"
mkdir -p "$work/tree/include" "$work/tree/drivers/thing"
echo linux >"$work/tree/include/linux"
echo x >"$work/tree/drivers/thing/x.c"
commit_tree no-kernel
old_fails "'no-kernel' is no kernel" 'a file named include/linux is no kernel'

# --- refs
old_is nonesuch
old_fails "no revision 'nonesuch'" 'a missing ref'
err_has 'NAME=REV' '... and the complaint says what to do'
old_is 'old~1'
old_fails "no revision 'old~1'" 'a parent that is not there'
old_is 'old..new'
old_fails "'old..new'" 'a range is no revision'
old_is '-x'
old_fails "'-x'" 'a ref that looks like an option'
old_is 'old^{tree}'
old_fails "'old^{tree}' is a tree, not a commit" 'a ref to a tree'
old_is 'old:drivers/thing/core.c'
old_fails "is a blob, not a commit" 'a ref to a file'
old_is a-blob
g tag a-blob "$(g rev-parse old:drivers/thing/core.c)"
old_fails "'a-blob' is a blob, not a commit" 'a tag of a file'
old_is a-blob
g tag -a -m x a-blob "$(g rev-parse old:drivers/thing/core.c)"
old_fails "'a-blob'" 'an annotated tag of a file'
old_is d171
# two objects whose ids start with d171
echo 'object 53' | g hash-object -w --stdin >"$work/ids"
echo 'object 477' | g hash-object -w --stdin >>"$work/ids"
check 'the fixture: two ids start with d171' \
	test "$(grep -c '^d171' "$work/ids")" -eq 2
old_fails "'d171' is ambiguous" 'an ambiguous id'
old_is 0123456789012345678901234567890123456789
old_fails "no revision '0123456789" 'an id of nothing'

# --- objects that are gone or damaged
fresh
id=$(g rev-parse old:drivers/thing/core.c)
rest=${id#??}
rm -f "$work/kernel.git/objects/${id%"$rest"}/$rest"
old_fails 'drivers/thing/core.c' 'a missing object'
fresh
chmod u+w "$work/kernel.git/objects/${id%"$rest"}/$rest"
echo garbage >"$work/kernel.git/objects/${id%"$rest"}/$rest"
old_fails 'drivers/thing/core.c' 'a damaged object'

done_testing
