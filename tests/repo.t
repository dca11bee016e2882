#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Every form of repository and revision gives the same series.
# shellcheck disable=SC2016 # sh -c gets its arguments
. "$(dirname "$0")/lib.sh"
. "$tests/cli/small.sh"
fresh
bare=$work/kernel.git
commit=$(git --git-dir="$bare" rev-parse old)

# Everything but "ref", which says how the target was named.
same_series()
{
	rm -rf "$work/a" "$work/b"
	cp -R "$work/good/patches/old" "$work/a"
	cp -R "$work/series/old" "$work/b"
	sed -i 's/"ref": ".*"/"ref": ""/' "$work/a/provenance.json" "$work/b/provenance.json"
	diff -r "$work/a" "$work/b"
}

# reads WHAT REPO REV
reads()
{
	rm -rf "$work/series"
	holdings "$2" >"$work/repo-before" 2>/dev/null
	run "$bpg" --repo "$2" --config "$project/stable-targets.conf" \
		generate --output "$work/series" "old=$3"
	status_is 0 "$1"
	silent '... nothing to complain of'
	check '... the series is the same' same_series
	holdings "$2" >"$work/repo-after" 2>/dev/null
	check '... the repository is only read' cmp "$work/repo-before" "$work/repo-after"
}

reads 'a bare repository' "$bare" old
git clone -q -b old "$bare" "$work/clone" 2>/dev/null
reads 'a work tree' "$work/clone" old
reads '... its .git folder' "$work/clone/.git" old
reads '... a folder within it' "$work/clone/drivers/thing" HEAD
reads '... a remote branch' "$work/clone" origin/old
cd "$work/clone/drivers" || exit 1
reads '... by a relative path' ../../clone old
cd "$work" || exit 1
echo 'int damaged;' >"$work/clone/include/linux/thing.h"
rm "$work/clone/drivers/thing/core.c"
reads '... whose files were changed: they are not read' "$work/clone" old
touch "$work/clone/.git/index.lock"
reads '... that is locked' "$work/clone" old
rm "$work/clone/.git/index.lock"

git clone -q --shared "$bare" "$work/shared" 2>/dev/null
reads 'objects of an alternate' "$work/shared" origin/old
check '... it has none of its own' sh -c '! find "$1" -type f -path "*/??/*" | grep -q .' - \
	"$work/shared/.git/objects"
git clone -q --bare "$bare" "$work/packed.git" 2>/dev/null
git --git-dir="$work/packed.git" repack -q -a -d
git --git-dir="$work/packed.git" pack-refs --all
find "$work/packed.git/objects" -type d -empty -delete
mkdir -p "$work/packed.git/objects/info"
check 'the fixture: packed objects and refs' test -f "$work/packed.git/packed-refs" -a \
	-z "$(find "$work/packed.git/objects" -type f -path '*/??/*')"
reads 'packed objects and refs' "$work/packed.git" old
git --git-dir="$work/packed.git" multi-pack-index write
git --git-dir="$work/packed.git" commit-graph write --reachable
reads '... with a multi-pack index and a commit graph' "$work/packed.git" old
git -C "$work/clone" worktree add -q --detach "$work/linked" origin/old
check 'the fixture: .git is a file' test -f "$work/linked/.git"
reads 'a linked work tree' "$work/linked" HEAD
reads '... named by its .git file'\''s folder' "$work/linked/drivers" old
git init -q --separate-git-dir "$work/separate" "$work/apart"
git -C "$work/apart" fetch -q "$bare" old
reads 'a separate git folder' "$work/apart" FETCH_HEAD
git clone -q --depth 1 -b old "file://$bare" "$work/shallow" 2>/dev/null
reads 'a shallow clone' "$work/shallow" old
ln -s "$bare" "$work/by-link"
reads 'a link to a repository' "$work/by-link" old

# --- revisions
git --git-dir="$bare" tag light old
git --git-dir="$bare" tag -a -m x heavy old
git --git-dir="$bare" -c advice.nestedTag=false tag -a -m x heavier heavy
for rev in refs/heads/old heads/old light refs/tags/light heavy heavier "$commit" \
	"$(echo "$commit" | cut -c1-12)" "$(echo "$commit" | cut -c1-7)" old~0 'old^0' \
	'old^{commit}' 'heavier^{}' 'old@{0}'; do
	case $rev in
	*@*)	git --git-dir="$bare" log -1 -g old >/dev/null 2>&1 || continue ;;
	esac
	reads "the revision $rev" "$bare" "$rev"
done
git --git-dir="$bare" symbolic-ref HEAD refs/heads/old
for rev in HEAD HEAD~0 @; do
	reads "the revision $rev" "$bare" "$rev"
done
upper=$(echo "$commit" | tr a-f A-F)
reads 'an id in capitals' "$bare" "$upper"
# a branch whose name could be an id
git --git-dir="$bare" update-ref refs/heads/abcdef0 old
reads 'a branch named like an id' "$bare" abcdef0

# --- nothing of the user's git settings takes part
printf '[diff]\n\tnoprefix = true\n\tcontext = 1\n\talgorithm = patience\n[core]\n\tautocrlf = true\n\tabbrev = 5\n' \
	>"$HOME/.gitconfig"
reads 'with settings for diff in ~/.gitconfig' "$bare" old
rm "$HOME/.gitconfig"

done_testing
