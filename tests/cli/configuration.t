#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# stable-targets.conf and probes.conf with faults: each is named with its line.
. "$(dirname "$0")/../lib.sh"
. "$tests/cli/small.sh"

fresh
# back to good settings, at less cost than all of "fresh"
settings()
{
	cp "$work/good/stable-targets.conf" "$project"
	cp "$work/good/cocci/probes.conf" "$project/cocci"
}

conf()
{
	# shellcheck disable=SC2059
	printf "$1" >"$project/stable-targets.conf"
	refused 2 "stable-targets.conf:$2" "$3"
}

good='[target "new"]\n\tref = new\n'

conf "${good}[target \"old\"\n\tref = old\n" '3: ' 'a bracket that is not closed'
conf "${good}[target \"old]\n\tref = old\n" '3: ' 'a quote that is not closed'
conf "${good}[target old]\n\tref = old\n" '3: ' 'a name without quotes'
conf "${good}[target]\n\tref = old\n" '3: ' 'a section without a name'
conf "[target \"old\"]\n\tref = \"old\n" '2: ' \
	'a value'\''s quote that is not closed'
conf "${good}\tref old\n" '3: ' 'a key without "="'
conf "$good= old\n" '3: ' 'a value without a key'
conf "${good}\t*ref = old\n" '3: ' 'a key that is no word'
conf "${good}\tref = \\\\qold\n" '3: ' 'an escape that is none'
conf "\tref = old\n${good}" '1: ' 'a key before any section'
conf "${good}\treff = new\n" "3: unknown key 'reff'" 'an unknown key'
conf "${good}\tref = old\n" "3: 'ref' is there twice" 'a key that is there twice'
err_has 'first in line 2' '... and the complaint says where first'
conf "${good}[targets \"old\"]\n\tref = old\n" "3: unknown section 'targets'" \
	'an unknown section'
conf "${good}\n${good}" "4: target 'new' is there twice" 'a target that is there twice'
err_has 'first in line 1' '... and the complaint says where first'
conf "${good}[TARGET \"new\"]\n\tref = old\n" "3: target 'new' is there twice" \
	'the same under [TARGET]'
conf "${good}[target \"n\\\\ew\"]\n\tref = old\n" "3: target 'new' is there twice" \
	'the same with a backslash in it'
conf "${good}[target \"new\"] ref = old\n" "3: target 'new' is there twice" \
	'the same with its key behind the bracket'
printf '[target "hidden"]\n\tref = old\n' >"$work/hidden.conf"
conf "${good}[include]\n\tpath = $work/hidden.conf\n" "3: unknown section 'include'" \
	'an include section'
conf "${good}[includeIf \"gitdir:/\"]\n\tpath = $work/hidden.conf\n" \
	"3: unknown section 'includeIf'" 'a conditional include section'
conf "${good}[target \"old\"]\n" "3: target 'old' has no ref" 'a target without a ref'
conf "${good}[target \"old\"]\n\tref =\n" "3: target 'old' has no ref" 'an empty ref'
fresh
printf '[target "new"]\n\tref = new\n\000' >"$project/stable-targets.conf"
refused 2 'stable-targets.conf: is not a text file' 'a NUL in it'
fresh
: >"$project/stable-targets.conf"
refused 2 'no target is configured' 'an empty file'
fresh
rm "$project/stable-targets.conf"
refused 2 'stable-targets.conf: ' 'no file'
fresh
rm "$project/stable-targets.conf"
mkdir "$project/stable-targets.conf"
refused 2 'stable-targets.conf: not a regular file' 'a folder in its place'

# --- names that make no safe folder
fresh
nl='
'
for name in '' . .. ../evil a/b /abs a..b .hidden -x 'a b' 'a*b' 'a\tb' 'a\033[1mb' \
	'a\177b' 'a\rb' 'ä' mainline; do
	# what TAP gives a meaning to
	shown=$(printf %s "$name" | tr '\134' '!')
	printf '[target "new"]\n\tref = new\n[target "' >"$project/stable-targets.conf"
	# shellcheck disable=SC2059
	printf -- "$name" >>"$project/stable-targets.conf"
	printf '"]\n\tref = old\n' >>"$project/stable-targets.conf"
	refused 2 'stable-targets.conf:3: ' "configured target '$shown'"
	check '... the complaint has no control character in it' no_controls
	settings
	remember
	# shellcheck disable=SC2059
	bp generate "$(printf -- "$name")=old"
	complains 2 '' "target '$shown=REV'"
	check '... the complaint has no control character in it' no_controls
	untouched '... nothing is written'
done
fresh
remember
bp generate "a${nl}b=old"
complains 2 'is no name for a target' 'a newline in a name makes no second line'
bp generate "x=a${nl}b"
complains 2 "'a?b' is no revision" 'a newline in a revision makes no second line'
bp generate "x="
complains 2 "no revision after '='" 'no revision after "="'
bp generate nonesuch
complains 2 "no target 'nonesuch' is configured" 'a target that is not configured'
git -C "$work/kernel.git" branch of-mine old
bp generate of-mine
complains 2 "no target 'of-mine' is configured, but it is a revision here; name the result as well: NAME=of-mine" \
	'... but a revision of the repository'
git -C "$work/kernel.git" branch -D of-mine >/dev/null
bp generate new new
complains 2 "target 'new' is asked for twice" 'a target asked for twice'
bp generate new new=old
complains 2 "target 'new' is asked for twice" 'the same as NAME=REV'
untouched '... nothing of that is written'

# --- probes.conf
probes()
{
	settings
	sed -i "$1" "$project/cocci/probes.conf"
	refused 2 "cocci/probes.conf:$2" "$3"
}
# shellcheck disable=SC2016
{
probes '$a [probe "x"' '12: ' 'probes: a bracket that is not closed'
probes '5a \\tanswer = yes' "6: unknown key 'answer'" 'probes: an unknown key'
probes '$a [target "x"]' "12: unknown section 'target'" 'probes: an unknown section'
probes '$a [include]\n\tpath = x' "12: unknown section 'include'" 'probes: an include'
probes 's/has-newest/register-takes-ops/' '9: probe '\''register-takes-ops'\'' is there twice' \
	'probes: a probe that is there twice'
probes 's/required = true/required = yes/' "4: required is 'true' or 'false'" \
	'probes: required = yes'
probes '3d' "2: probe 'register-takes-ops' has no path" 'probes: no path'
probes '5d' "2: probe 'register-takes-ops' asks nothing" 'probes: no question'
probes 's/params/version/' "5: unknown question 'version" 'probes: an unknown question'
probes 's/thing_register 2/thing_register/' "5: question 'params' wants 2 operands" \
	'probes: an operand too few'
probes 's/thing_register 2/thing_register 2 3/' "5: question 'params' wants 2 operands" \
	'probes: an operand too many'
probes 's/thing_register 2/thing_register two/' "5: 'two' is no number" \
	'probes: a count that is no number'
probes '3s,include,../include,' '3: path' 'probes: a path out of the tree'
probes '3s,include,/include,' '3: path' 'probes: an absolute path'
probes '3s,include/linux,include/../linux,' '3: path' 'probes: a path round about'
probes '3s,include/linux,include//linux,' '3: path' 'probes: an empty folder name'
probes 's/"has-newest"/"has newest"/' "9: 'has newest' is no name" \
	'probes: a name with a space'
probes 's/"has-newest"/""/' "9: '' is no name" 'probes: an empty name'
}
fresh
rm "$project/cocci/probes.conf"
refused 2 'cocci/probes.conf: cannot open' 'probes: no file'

done_testing
