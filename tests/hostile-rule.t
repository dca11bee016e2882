#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# A rule that was written to run a program or to read a file: spatch runs scripts
# that stand in a semantic patch. Each spelling is given to spatch itself, which
# shows what is at stake, and to generate, which has to refuse it.
. "$(dirname "$0")/lib.sh"
. "$tests/cli/small.sh"
args=thing-register-args.cocci
canary=$work/canary
code="open(\"$canary\", \"w\")"

# A file that the rule of $args matches, so that a script behind it has its turn.
cat >"$work/core.c" <<'EOT'
int core_init(struct thing *thing)
{
	return thing_register(thing, &core_ops);
}
EOT

# Does spatch run what is in this rule?
spatch_runs()
{
	rm -rf "$canary" "$work/there"
	mkdir "$work/there"
	cp "$work/core.c" "$work/there"
	cp "$1" "$work/there/rule.cocci"
	(cd "$work/there" && HOME=$work/there spatch --sp-file rule.cocci \
		--no-includes --in-place core.c >"$work/spatch-says" 2>&1)
	[ -e "$canary" ]
}

# refuses WHAT: the rule as it is now
refuses()
{
	if spatch_runs "$project/cocci/$args"; then
		ran=$((ran + 1))
		echo "# spatch runs it: $1"
	fi
	rm -f "$canary"
	bp generate
	complains 2 "cocci/$args:" "$1"
	check '... nothing ran' test ! -e "$canary"
}

# script FRONT BEHIND WHAT: a script whose head is "@", FRONT, "script", BEHIND and
# "python@", as printf writes them
script()
{
	cp "$work/good/cocci/"* "$project/cocci"
	# shellcheck disable=SC2059 # escapes are meant
	printf "\n$1script$2python@\n@@\n$code\n" >>"$project/cocci/$args"
	refuses "$3"
}

fresh
ran=0
script '@' ':' 'a script'
# Debian 13 has spatch without the library that it runs python by.
without_python()
{
	grep -q 'unable to find the Python library' "$work/spatch-says" &&
		echo '# there is no python for spatch here, which others may have'
}
without_python || check 'spatch does run scripts here' test "$ran" -eq 1
script '@' ' : ' 'blanks round the colon'
script '@' '\t:\n\t' 'a tab and a line'
script '@' '\v:' 'a vertical tab, a line to SmPL'
script '@' '\f:' 'a form feed, a line to SmPL'
script '@' '\r:' 'a carriage return'
script '@' '\n-:' 'a minus in the first column'
script '@' '\n+:' 'a plus in the first column'
script '@' '\n*:' 'a star in the first column'
script '@' '\n?:' 'a question mark in the first column'
script '@' '#!x\n:' '"#!" and the rest of the line'
script '@#!x\n' ':' 'the same in front'
script '@' '#spatch\n:' 'options'
script '@' '/* x */:' 'a comment'
script '@' '// x\n:' 'a comment to the end of the line'
script '// x \\\\\n@' ':' 'a comment that goes on for C, not for SmPL'
script '/* x\n\\\\\n*/ @' ':' 'a comment over lines'
script '"\n@' ':' 'behind an open quote'
script '@' '\302\240:' 'a blank of Unicode'
script '@' '\342\200\256:' 'a mark that turns the text'
script '@' '\000:' 'a NUL'
script '@s @\n@@\n-f();\n\n@' ':' 'behind another rule'

# elsewhere WHAT: a whole body from stdin
elsewhere()
{
	cp "$work/good/cocci/"* "$project/cocci"
	sed -i '/^$/,$d' "$project/cocci/$args"
	{ echo; cat; } >>"$project/cocci/$args"
	refuses "$1"
}
elsewhere 'a script that chooses a name' <<EOT
@r@
identifier f : script:python() { $code };
expression a, b;
@@
-f(a, b)
+f(a)
EOT
elsewhere 'the same over lines' <<EOT
@r@
identifier f : script
-:python() { $code };
expression a, b;
@@
-f(a, b)
+f(a)
EOT
elsewhere 'initialize' <<EOT
@initialize:python@
@@
$code

@r@
expression a, b;
@@
-thing_register(a, b)
+thing_register(a)
EOT
elsewhere 'initialize behind a comment that goes on for C' <<EOT
// x \\
@initialize:python@
@@
$code

@r@
expression a, b;
@@
-thing_register(a, b)
+thing_register(a)
EOT
elsewhere 'finalize' <<EOT
@r@
expression a, b;
@@
-thing_register(a, b)
+thing_register(a)

@finalize
+:python@
@@
$code
EOT
printf '@initialize:python@\n@@\n%s\n' "$code" >"$work/other.cocci"
for front in '' '// x \
' '# ' '/**/'; do
	elsewhere "another file, behind '$(echo "$front" | tr '\n' ' ')'" <<EOT
$front#include "$work/other.cocci"

@r@
expression a, b;
@@
-thing_register(a, b)
+thing_register(a)
EOT
done
elsewhere 'another file, blanks in between' <<EOT
# 	include  "$work/other.cocci"
@r@
expression a, b;
@@
-thing_register(a, b)
+thing_register(a)
EOT
elsewhere 'another file, in a line that is added in front of all rules' <<EOT
virtual x
+#include "$work/other.cocci"
@r@
expression a, b;
@@
-thing_register(a, b)
+thing_register(a)
EOT
elsewhere 'isomorphisms of another file' <<EOT
using
-"$work/other.iso"
@r@
expression a, b;
@@
-thing_register(a, b)
+thing_register(a)
EOT
elsewhere 'isomorphisms for one rule' <<EOT
@r using "$work/other.iso"@
@@
-thing_register(...)
EOT
elsewhere 'options' <<EOT
# spatch --sp-file $work/other.cocci
@r@
expression a, b;
@@
-thing_register(a, b)
+thing_register(a)
EOT

# what looks like it and is not
cp "$work/good/cocci/"* "$project/cocci"
sed -i -e 's/^@thing_register_args@/\/\/ scripts describe(d) it, #includes too\n&/' \
	"$project/cocci/$args"
bp generate
status_is 0 'words that only begin so are fine'
cp "$work/good/cocci/"* "$project/cocci"
printf '\n@added@\n@@\n-#include <linux/no.h>\n+#include <linux/thing.h>\n' \
	>>"$project/cocci/$args"
bp generate
status_is 0 'as are #include lines that a rule adds or takes away'

# a rule that ends within its header: its body would begin behind the text
cp "$work/good/cocci/"* "$project/cocci"
printf '%s' "$(sed '/^$/,$d' "$work/good/cocci/$args")" >"$project/cocci/$args"
bp generate
complains 2 "cocci/$args: nothing follows the header" 'a header without a newline at its end'

# a rule's text reaches messages and screens
note()
{
	cp "$work/good/cocci/"* "$project/cocci"
	# shellcheck disable=SC2059 # escapes are meant
	printf "$1" >"$work/note"
	sed -i "s/^\/\/ Note: .*/&$(cat "$work/note")/" "$project/cocci/$args"
	bp generate
	complains 2 "cocci/$args:7: $2 stands here" "a note with $2 in it"
}
note '\033[2J' U+001B
note '\007' U+0007
note '\342\200\256' U+202E
note '\342\201\246' U+2066
note '\302\233' U+009B
note '\377' 'byte 0xff'

done_testing
