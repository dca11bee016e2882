#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# --signoff: the user's own line, where the trailers are, and never unasked.
# shellcheck disable=SC2016 # sh -c gets its arguments
. "$(dirname "$0")/lib.sh"
. "$tests/cli/small.sh"
me='C O Mitter <committer@example.org>'
p1=0001-thing-Ask-whose-it-is.patch
p2=0002-thing-Add-a-stub-driver.patch

identity()
{
	git config --global user.name 'C O Mitter'
	git config --global user.email committer@example.org
}

signed()
{
	grep -lx "Signed-off-by: $me" "$project/patches/$1/"*.patch | wc -l
}

# --- nobody is known
fresh
remember
bp generate --signoff
complains 2 "--signoff needs your name" 'no identity'
err_has 'git config --global' '... and the complaint says what to do'
untouched '... nothing is written'
fake spatch <<'EOF'
#!/bin/sh
touch "$0.ran"
EOF
rm -rf "$XDG_CACHE_HOME"
bp generate --signoff
complains 2 "--signoff needs your name" '... and nothing known of earlier work'
check '... is told before any work' test ! -e "$work/fake/spatch.ran"
bp generate --output "$mainline"
status_is 2 'an --output in the mainline series'
check '... as well' test ! -e "$work/fake/spatch.ran"
no_fakes
git config --global user.name 'C O Mitter'
bp generate --signoff
complains 2 "--signoff needs your name" 'a name without an address'
untouched '... nothing is written'

# --- signed
identity
bp generate
status_is 0 'an identity alone'
untouched '... signs nothing'
bp generate --signoff
status_is 0 '--signoff'
check '... each patch of one target' test "$(signed new)" -eq 2
check '... and of the other' test "$(signed old)" -eq 2
check '... once' test "$(grep -c '^Signed-off-by:' "$project/patches/old/$p1")" -eq 1
check '... directly behind the trailers' sh -c 'grep -A 1 "^Link: " "$1" |
	grep -q "^Signed-off-by: "' - "$project/patches/old/$p1"
check '... behind the note, after an empty line, where there are none' sh -c '
	grep -B 2 "^Signed-off-by: " "$1" | tr "\n" "|" |
	grep -q "\]||Signed-off-by: "' - "$project/patches/old/$p2"
check '... in front of ---' sh -c 'grep -A 1 "^Signed-off-by: " "$1" |
	grep -qx -e ---' - "$project/patches/old/$p2"
check '... the provenance says who' grep -q "\"signoff\": \"$me\"" \
	"$project/patches/old/provenance.json"
git clone -q -b old "$work/kernel.git" "$work/clone" 2>/dev/null
check '... git am takes it' git -C "$work/clone" am -q "$project/patches/old/$p1" \
	"$project/patches/old/$p2"
check '... as a trailer' test "$(git -C "$work/clone" log -2 \
	--format='%(trailers:key=Signed-off-by,valueonly)' | grep -cx "$me")" -eq 2
check '... and not into the mainline series' diff -r "$work/good/patches/mainline" "$mainline"

# --- check honours it, whoever checks
remember
bp check
status_is 0 'check'
check '... says current' test "$(grep -c ', current$' "$work/out")" -eq 2
rm "$HOME/.gitconfig"
bp check
status_is 0 '... also for somebody without an identity'
git config --global user.name Other
git config --global user.email other@example.org
bp check
status_is 0 '... or with another one'
untouched '... nothing is written'
sed -i 's/^Signed-off-by: .*/Signed-off-by: Other <other@example.org>/' \
	"$project/patches/old/$p2"
bp check
status_is 1 'a line put there by hand'
out_has '-Signed-off-by: Other <other@example.org>' '... is shown'

# --- again
identity
bp generate --signoff
status_is 0 'again'
remember
bp generate --signoff
check '... it is unchanged' test "$(grep -c 'unchanged$' "$work/out")" -eq 2
untouched '... to the byte'
bp generate
status_is 0 'without --signoff'
check '... the lines are gone again' diff -r "$work/good/patches" "$project/patches"

# --- a settings file of the repository's own counts as well
rm "$HOME/.gitconfig"
git --git-dir="$work/kernel.git" config user.name 'C O Mitter'
git --git-dir="$work/kernel.git" config user.email committer@example.org
bp generate --signoff old
status_is 0 'an identity in the repository'
check '... signs' test "$(signed old)" -eq 2
check '... the other target stays as it is' test "$(signed new)" -eq 0

# --- the author signed already
fresh
identity
sed -i "s/^Link: .*/&\nSigned-off-by: $me/" "$hook_patch"
bp generate --signoff old
check 'one who signed the mainline patch signs the adapted one below' test "$(grep -cx \
	"Signed-off-by: $me" "$project/patches/old/$p1")" -le 2

done_testing
