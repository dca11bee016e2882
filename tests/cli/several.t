#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# shellcheck disable=SC2016 # sh -c gets its arguments
# Two series in one project, "whose" and "mine". Both change the same line, so
# that no kernel is to have both, by a rule of its own each, and both have the
# same two targets: nothing of one may get into the other.
. "$(dirname "$0")/../lib.sh"
. "$tests/cli/small.sh"

conf=$project/stable-targets.conf
one=$project/patches/whose
two=$project/patches/mine

# The small project as the series "whose", and "mine" beside it.
several()
{
	fresh
	rm -rf "$project/patches/new" "$project/patches/old"
	mkdir "$one" "$two"
	mv "$mainline" "$one"
	cp -R "$tests/cli/several/mainline" "$two"
	cp "$tests/cli/several/cocci/"* "$project/cocci"
	sections '[series "whose"]\n[series "mine"]\n'
}

sections()
{
	# shellcheck disable=SC2059
	printf "$1" | cat - "$work/good/stable-targets.conf" >"$conf"
}

# Both series as generate writes them
both()
{
	several
	bp -q generate
	bp -q --series mine generate
	[ "$status" -eq 0 ] || echo 'Bail out! the two series are broken'
}

# keep DIR: note what it holds; kept WHAT DIR: a test: does it hold that still?
keep()
{
	holdings "$1" >"$work/kept"
}

same_as_kept()
{
	holdings "$1" | diff "$work/kept" -
}

kept()
{
	check "$1" same_as_kept "$2"
}

# --- each is written beside its own mainline series
several
keep "$two"
bp generate
status_is 0 'without --series it is the first one'
out_has 'old: 2 patches, 3 rules (thing-makefile-end, thing-register-args, thing-setup-hook), ' \
	'... by its own rules; the other one'\''s is no error'
check '... beside its mainline series' only mainline old new -- "$one"
kept '... and nothing of the other is touched' "$two"
check '... it is what it is without a second one' diff -r -x provenance.json \
	"$work/good/patches/old" "$one/old"
keep "$one"
bp --series mine generate
status_is 0 'the second one, by its name'
out_has 'old: 1 patch, 1 rule (thing-mine-hook), ' '... by its own rule'
out_has 'new: 1 patch, no rule needed, ' '... where one is needed'
check '... beside its mainline series' only mainline old new -- "$two"
kept '... and nothing of the first is touched' "$one"
check '... neither has the change of the other' sh -c \
	'! grep -l thing_is_mine "$1"/*/*.patch && ! grep -l thing_is_ours "$2"/*/*.patch' \
	- "$one" "$two"
for name in whose mine; do
	check "... what is written says that it is $name" grep -qx "  \"series\": \"$name\"," \
		"$project/patches/$name/old/provenance.json"
done
check 'what is known of a kernel is the same for both' \
	cmp "$one/old/declarations" "$two/old/declarations"

# --- each command is about one of them
remember
for name in whose mine; do
	bp --series "$name" -v generate
	out_has 'new: ' "$name once more"
	check '... is unchanged' test "$(grep -c ', unchanged$' "$work/out")" -eq 2
	out_has 'spatch: 0 run' '... and remembered, whatever was carried in between'
	bp --series "$name" check
	check "$name: check" test "$(grep -c ', current$' "$work/out")" -eq 2
done
bp --series mine explain old thing-mine-hook
out_has 'thing-mine-hook: chosen' 'explain: a rule of the second'
bp explain old thing-mine-hook
out_has 'thing-mine-hook: not chosen' '... is not chosen for the first'
out_has 'no, the series brings nothing of it' '... and why'
bp --series mine probe
status_is 0 'probe'
untouched 'none of that writes anything'
for name in whose mine; do
	bp --series "$name" verify --format=json
	status_is 0 "$name: verify"
	check '... the proof says of which it is' json_is "d[0]['name'] == '$name'"
	check '... and lies beside it' grep -q "\"name\": \"$name\"" \
		"$project/patches/$name/old/proof.json"
done
bp --series mine verify --format=junit
out_has '<testsuite name="mine/old" ' '... in XML, the series is a part of the name'
bp --series mine new-rule other --target old
complains 2 'nothing to write: the series goes there' 'new-rule is about the second, too'
bp --series mine generate --disable thing-mine-hook old
complains 1 '' 'a kernel that the second does not fit'
rm -rf "$two/old" "$two/new"
bp --series mine generate --disable thing-mine-hook old
complains 1 'nearest known target is ' '... is told by what is known of the first'

bp --series mine check old
complains 1 "mine/old is not there; 'backportgen --series mine generate old' writes it" \
	'a series that is not there: the command that writes it'

# --- what --series says
both
for dir in "$two/mainline" "$two/mainline/" "$two/../mine/mainline"; do
	bp --series "$dir" generate
	status_is 0 "the directory of a series, as ${dir#"$work"}"
	check '... is that series' test "$(grep -c ', unchanged$' "$work/out")" -eq 2
done
mkdir "$work/stand"
cp -R "$one/mainline" "$work/stand/mine"
cd "$work/stand" || exit 1
bp --series mine generate
check 'a name goes before a directory of that name' \
	test "$(grep -c '1 patch, .*, unchanged$' "$work/out")" -eq 2
bp --series ./mine generate --dry-run --output "$work/stand/out" old
out_has 'old: 2 patches, ' '... which a slash makes a directory'
mv mine others
bp --series others generate --dry-run --output "$work/stand/out" old
out_has 'old: 2 patches, ' 'a directory needs no slash where no series has its name'
remember
bp --series none generate
complains 2 "no series 'none' is configured, and no directory is called that; there are: whose, mine" \
	'an unknown name'
bp --series '' generate
complains 2 "there are: whose, mine" 'an empty name'
bp --series ./none generate
complains 2 './none/series: cannot open' 'an unknown directory'
for command in generate check verify; do
	bp --series others $command old
	complains 2 'so nothing says where its results are; name that with --output' \
		"$command: a directory of no series has no place"
done
bp --series others probe old
status_is 0 '... and needs none where nothing is written or read'
bp --series "$two" probe
complains 2 'series: cannot open' 'the directory above a mainline series'
untouched 'nothing of that is written'
rm others/series
bp --series others probe
complains 2 "others/series: cannot open" 'what git format-patch left'
err_has "'ls *.patch >series' in that directory" '... and the complaint says what to do'
(cd others && ls -- *.patch >series)
bp --series others probe
status_is 0 '... which helps'
cd "$work" || exit 1

# --- two are never mixed up in one directory
both
remember
for command in generate 'generate --dry-run' check verify; do
	# shellcheck disable=SC2086
	bp --series mine $command --output "$one" old
	complains 1 "whose/old: holds another series, 'whose', than mine" \
		"$command: the output of another series"
done
cp -R "$two/mainline" "$work/unnamed"
bp --series "$work/unnamed" generate --output "$one" old
complains 1 "whose/old: holds another series, 'whose', than $work/unnamed" \
	'... from a directory of no series'
bp --series mine generate --output "$one/mainline"
complains 2 'lies in the mainline series, which is never written' 'another mainline series'
untouched 'nothing of that is written'
cd "$work" || exit 1
run "$bpg" --repo "$work/kernel.git" --config "$work/good/stable-targets.conf" \
	--series "$work/unnamed" --rules "$project/cocci" generate --output "$work/alone" old
status_is 0 'a series without a name'
run "$bpg" --repo "$work/kernel.git" --config "$work/good/stable-targets.conf" \
	generate --output "$work/alone" old
complains 1 "alone/old: holds another series than " '... goes by its patches'
sed -i '/^  "series":/d' "$two/old/provenance.json"
bp --series mine generate old
out_has ', written' 'what was written before its series had a name is replaced'
sed -i '/^  "series":/d' "$one/old/provenance.json"
bp --series mine generate --output "$one" old
complains 1 'whose/old: holds another series than mine' '... by its own'

# --- faults in the sections
several
fault()
{
	sections "$1"
	remember
	bp --series whose generate
	complains 2 "stable-targets.conf:$2" "$3"
	untouched '... nothing is written'
}
fault '[series "whose"]\n[series "mine"]\n[series "whose"]\n' \
	"3: series 'whose' is there twice, first in line 1" 'two of one name'
for bad in '' . .. ../whose a/b /abs a..b .hidden -x 'a b' mainline; do
	fault "[series \"whose\"]\n[series \"$bad\"]\n" '2: ' "a series called '$bad'"
done
fault '[series "whose"]\n\tpatches =\n' "2: series 'whose': 'patches' names no directory" \
	'an empty directory'
fault '[series "whose"]\n\tref = new\n' "2: unknown key 'ref' in series 'whose'" \
	'the key of a target'
fault '[series "whose"]\n[target "x"]\n\toff = X\n' "3: unknown key 'off' in target 'x'" \
	'the key of a series'
fault '[series "whose"]\n\tconfig = none\n' "2: series 'whose': $project/none: is no directory" \
	'settings that are not there'
fault '[series "whose"]\n\toff = A-B\n' "2: 'A-B' is no symbol of a configuration" \
	'what is no symbol'
fault '[series "whose"]\n\toff = A CONFIG_A\n' "2: 'CONFIG_A' is there twice" \
	'a symbol that is there twice'
fault '[series "whose"]\n\tpatches = gone\n' "1: series 'whose': $project/gone/series: cannot open" \
	'patches that are not there'
sections '[series "old"]\n\tpatches = patches/whose/mainline\n[series "more"]\n'
bp generate
status_is 0 'another that has no patches is no matter'
check '... a target and a series may have one name' only old new -- "$project/patches/old"
bp --series more generate
complains 2 "3: series 'more': $project/patches/more/mainline/series: cannot open" \
	'... but for that one'
sections '[series "whose"]\n[series "mine"]\n\tpatches = ../elsewhere\n'
mv "$two/mainline" "$work/elsewhere"
bp --series mine generate
status_is 0 'patches that lie elsewhere'
check '... the results stay in patches/' only old new -- "$two"

# --- jobs
both
bp targets --format=github
check 'a job for each series and target' json_is \
	'[(i["series"], i["target"], i["ref"]) for i in d["include"]] == [("whose", "new", "new"), ("whose", "old", "old"), ("mine", "new", "new"), ("mine", "old", "old")]'
bp --series mine targets --format=gitlab old
check '... or for the one that is asked for' json_is \
	'd["verify"]["parallel"]["matrix"] == [{"SERIES": "mine", "TARGET": "old", "REF": "old"}]'
bp targets --format=make
cp "$work/out" "$work/Makefile"
run make -C "$work" --no-print-directory -j2 BACKPORTGEN="$bpg" \
	BACKPORTGENFLAGS="--repo $work/kernel.git --config $conf" verify-all
status_is 0 'make runs them all at once'
for name in whose mine; do
	for target in old new; do
		check "... $target of $name has its proof" grep -q "\"name\": \"$name\"" \
			"$project/patches/$name/$target/proof.json"
	done
done
run make -C "$work" -n BACKPORTGEN=bpg verify-mine/old
out_has "bpg  --series 'mine' verify --level=apply 'old'" '... or one alone'

done_testing
