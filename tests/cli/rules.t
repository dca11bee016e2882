#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Rule files with faults in their headers, names, order, paths or bodies.
# shellcheck disable=SC2016 # a '$' here is sed's last line
. "$(dirname "$0")/../lib.sh"
. "$tests/cli/small.sh"

args=thing-register-args.cocci
hook=thing-setup-hook.cocci
end=thing-makefile-end.rule
fresh

# Edit rule $1 with sed's $2; the complaint has "$1$3", the test's name is $4.
rule()
{
	cp "$work/good/cocci/"* "$project/cocci"
	sed -i "$2" "$project/cocci/$1"
	refused 2 "cocci/$1$3" "$4"
}

# --- keys
rule $args 1d ": the header lacks '// SPDX-License-Identifier:'" 'no SPDX'
rule $args 2d ": the header lacks '///'" 'no summary'
rule $args 3d ": the header lacks '// Upstream:'" 'no Upstream:'
rule $args 4d ": the header lacks '// When:'" 'no When:'
rule $args 5d ": the header lacks '// Uses:'" 'no Uses:'
rule $args 6d ": the header lacks '// Files:'" 'no Files:'
rule $args 7d ": the header lacks '// Note:'" 'no Note:'
rule $args '4s/:.*/:/' ": the header lacks '// When:'" 'an empty When:'
rule $args '5a // Unless: x' ':6: unknown header line' 'an unknown key'
rule $args '5s/Uses/uses/' ':5: unknown header line' 'a key in other letters'
rule $args '5s/Uses:/Uses/' ':5: unknown header line' 'a key without its colon'
rule $args '1i // a word in front' ':1: unknown header line' 'a comment in front'
rule $args '4{h;d};5G' ":5: '// When:' stands after '// Uses:'" 'two keys the wrong way round'
rule $args '5p' ":6: '// Uses:' is there twice" 'a key that is there twice'
rule $args '3s/0123456789ab/0123456789a/' ':3: Upstream: is a 12-digit id' \
	'an id of 11 digits'
rule $args '3s/:.*/: none/' ':3: Upstream: is a 12-digit id' 'no upstream and no reason'

# --- expressions
rule $args '4s/:.*/: !register-takes-ops \&\&/' ':4: a name is missing' \
	'When: that breaks off'
rule $args '4s/:.*/: (register-takes-ops/' ":4: ')' expected" 'When: with an open bracket'
rule $args '4s/:.*/: !register-takes-ops | has-newest/' ":4: '&&' or '||' expected" \
	'When: with a single |'
rule $args '4s/:.*/: version < 7/' ":4: '&&' or '||' expected" 'When: that compares'
rule $args '4s/:.*/: !register-take-ops/' ":4: no probe 'register-take-ops'" \
	'When: with a probe that is not there'
rule $args '5s/:.*/: 7thing/' ':5: a name expected' 'Uses: with no identifier'
deep=$(printf '%200s' '' | tr ' ' '(')
rule $args "4s/:.*/: $deep/" ':4: too deep nesting' 'When: nested without end'

# --- paths
rule $args '6s,:.*,: ../drivers/thing/*.c,' ":6: path '../drivers" 'Files: out of the tree'
rule $args '6s,:.*,: /etc/passwd,' ":6: path '/etc/passwd'" 'Files: an absolute path'
rule $args '6s,:.*,: drivers/../../x,' ":6: path 'drivers/../../x'" 'Files: out by a way round'
rule $hook '7s,:.*,: include/../../x,' ":7: path 'include/../../x'" 'Consumes: out of the tree'
rule $hook '7s,:.*,: a b,' ':7: one path is wanted' 'Consumes: two paths'
rule $hook '6s,:.*,: drivers/thing/*.c,' ':6: a rule that consumes' \
	'Consumes: with a pattern in Files:'
rule $args '6a // Also: ../drivers/thing/core.c' ":7: path '../drivers" 'Also: out of the tree'
rule $args '6a // Also: drivers/thing/*.c' ':7: Also: names its files one by one' \
	'Also: with a pattern'
rule $args '6a // Also:' ':7: Also: names no file' 'Also: without a path'
rule $args '5a // Also: drivers/thing/core.c' ":7: '// Files:' stands after '// Also:'" \
	'Also: before Files:'
rule $end '7s,:.*,: /include/linux/setup.h,;7s/Anchor/Drops/' ':7: path' \
	'Drops: an absolute path'
rule $end '7s,:.*,: include/linux/setup.h\n// Creates: ../x,;7s/Anchor/Drops/' ':8: path' \
	'Creates: out of the tree'

# --- kinds
rule $end '7d' ': a .cocci file has' 'a .rule that does nothing'
rule $end '7s/:.*/: somewhere/' ":7: unknown anchor 'somewhere'" 'an unknown anchor'
rule $end '7s/:.*/: before-last/' ":7: unknown anchor 'before-last'" 'an anchor without its line'
rule $end '$a \\nobj-y += x.o' ": nothing may follow this rule's header" \
	'an anchor with text behind it'
rule $args '7i // Anchor: end' ': a .cocci file has neither' 'a .cocci file with an anchor'
rule $args '8,$d' ': nothing follows the header' 'a .cocci file without SmPL'
rule $args 's/thing_register(thing/\x00/' ': is not a text file' 'a rule with a NUL in it'
rule $end '6s/$/ drivers\/thing\/core.c/;6a // Consumes: include/linux/setup.h' \
	': lines go to one file' 'an anchor in two files that consumes a hunk'
rule $end '7s/.*/\/\/ Consumes: include\/linux\/setup.h\n\/\/ Drops: drivers\/thing\/core.c/' \
	': Consumes: and Drops: exclude' 'a rule that consumes and drops'
rule $hook '6a // Also: include/linux/thing.h' ': Also: goes with a .cocci file that has no' \
	'a rule that consumes a hunk, with Also:'
rule $end '6a // Also: drivers/thing/core.c' ': Also: goes with a .cocci file' \
	'an anchor with Also:'
rule $end '7s/.*/\/\/ Refuses: no such kernel/' ": the header lacks '// Note:', or has it" \
	'a refusal with a note for a patch'

# --- scripts and other files
rule $args '$a \\n@script:python@\n@@\nprint("x")' ':16: ' 'a script block'
rule $args '$a \\n@ script:ocaml s@\n@@\n()' ':16: ' 'a script block behind a space'
rule $args '$a \\n@initialize:python@\n@@\nx = 1' ':16: ' 'an initialize block'
rule $args '$a \\n@finalize:python@\n@@\nx = 1' ':16: ' 'a finalize block'
rule $args '8a #spatch --python x' ":9: '#spatch'" 'options in the body'
rule $args '8a #include "/etc/x.cocci"' ":9: '#include" 'another file, included'
rule $args '9i +#include "/etc/x.cocci"' ":9: '#include" 'another file, before the first rule'
rule $args '9i -#include </etc/x.cocci>' ":9: '#include" 'the same with a minus'
rule $args '$a \\n#include "/etc/x.cocci"' ":16: '#include" 'another file, behind a rule'
rule $args '$a \\n@s@\n@@\n-x();\n+ y(); #include "/etc/x.cocci"' ":19: '#include" \
	'another file, behind a plus and more'
rule $args '8a using "x.iso"' ":9: 'using" 'other isomorphisms'
rule $args '$a \\n@s@\nexpression E : script:python() { False };\n@@\n-x(E);' \
	':17: ' 'a script behind a metavariable'
for option in '--sp-file x' "-o $work/evil" '--iso-file x' '--python x' '--cache-prefix x' \
	'--macro-file /etc/x' '-I /etc' --include=/etc/x; do
	rule $args "7a // Options: $option" ':8: ' "Options: $option"
done

# --- what not every spatch understands in the same way: the match of a name is by
# PCRE in one and by OCaml's Str in the other
regex()
{
	rule $args "\$a \\\\n@s@\\nidentifier x $1;\\n@@\\n-x();" ":17: '$2' at this place" "$3"
}
regex '=~ "^(a|b)$"' '(' 'a regular expression with a group'
regex '!~ "^(a|b)$"' '(' 'the same, negated'
regex '=~"a|b"' '|' 'one with alternatives, and without a space in front'
regex '=~ "a\\\\|b"' "\\" 'one with the alternatives of the other kind'
regex '=~ "^a{2}$"' '{' 'one with a count'
regex '=~ "^[[:alpha:]]$"' '[' 'one with a class of characters'
regex '=~ "a+?"' '?' 'one with a lazy repetition'
regex '=~ "*a"' '*' 'one that repeats nothing'
regex '=~ "a^b"' '^' 'one with a start in the middle'
regex '=~ "a$b"' '$' 'one with an end in the middle'
regex '=~ "[a"' '[' 'one with an open set'
regex '=~ "[z-a]"' '[' 'one with a set the wrong way round'
rule $args '$a \\n@s@\nidentifier x =~\n\t// an aside, with "(quotes)"\n\t"(a)";\n@@\n-x();' ":18: '('" \
	'one on a line of its own, behind a comment'
rule $args '$a \\n@s@\nexpression E, F;\n@@\n-E->class = F;' ":19: 'class' is a word of C++" \
	'a member that has the name of a word of C++'

# --- names and order
cp "$work/good/cocci/"* "$project/cocci"
cp "$project/cocci/$end" "$project/cocci/thing-register-args.rule"
refused 2 "a rule 'thing-register-args' is there already" 'a .rule with the name of a .cocci'
rm "$project/cocci/thing-register-args.rule"
rule $args '5a // After: thing-setup-hock' ":6: After: names no rule: 'thing-setup-hock'" \
	'After: a rule that is not there'
rule $args '5a // After: thing-register-args' ':6: After: leads round in a circle' \
	'After: the rule itself'
cp "$work/good/cocci/"* "$project/cocci"
sed -i '5a // After: thing-makefile-end' "$project/cocci/$args"
sed -i '5a // After: thing-register-args' "$project/cocci/$hook"
sed -i '5a // After: thing-setup-hook' "$project/cocci/$end"
refused 2 'After: leads round in a circle' 'After: a circle of three'
rm -rf "$project/cocci"
refused 2 'cocci/probes.conf: cannot open' 'no folder of rules'

fresh
rm "$project/cocci/"*.rule "$project/cocci/"*.cocci
old_fails 'no rule says where its change goes' 'no rule at all'

done_testing
