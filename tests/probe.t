#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# probe: the answers as a table and as JSON.
# shellcheck disable=SC2016 # sh -c gets its arguments
. "$(dirname "$0")/lib.sh"
. "$tests/cli/small.sh"
fresh
remember

cat >"$work/want" <<'EOF'
probe new old
register-takes-ops yes no
core-chooses-ops no yes
has-newest yes no
EOF
table_is()
{
	tr -s ' ' <"$work/out" | sed 's/ $//' | diff "$work/want" -
}
columns_line_up()
{
	awk 'NR == 1 { at = index($0, "old") }
	     NR > 1 && substr($0, at - 1, 1) != " " { exit 1 }
	     NR > 1 && substr($0, at, 1) == " " { exit 1 }' "$work/out"
}
bp probe
status_is 0 'probe'
silent '... nothing to complain of'
check '... probes are rows, targets columns' table_is
check '... the columns line up' columns_line_up
bp probe --format=table
check '--format=table is the same' table_is
bp probe --format table
check '--format table as well' table_is
bp probe old
check 'one target, one column' sh -c 'head -n 1 "$1" | grep -qx "probe *old *"' - "$work/out"
bp probe a-very-long-name=new old
check 'a long name' columns_line_up
bp -v probe
out_has 'include/linux/thing.h:13: int thing_register(struct thing *thing);' \
	'-v adds path, line and text'
out_has '[#if defined(CONFIG_THING)]' '... and the #if round it'
out_has 'nothing in drivers/thing/Makefile' '... where there is nothing, that'

bp probe --format=json
status_is 0 'JSON'
silent '... nothing to complain of'
cat >"$work/judge.py" <<'EOF'
import json, sys
data = json.load(open(sys.argv[1]))
assert [t["target"] for t in data] == ["new", "old"], data
new, old = data
assert set(old) == {"target", "ref", "commit", "probes"}, old.keys()
assert old["ref"] == "old" and old["commit"] == sys.argv[2], old
want = {"register-takes-ops": ("yes", "no"), "core-chooses-ops": ("no", "yes"),
        "has-newest": ("yes", "no")}
assert set(old["probes"]) == set(want), old["probes"].keys()
for name, (n, o) in want.items():
    assert new["probes"][name]["answer"] == n, name
    assert old["probes"][name]["answer"] == o, name
e = old["probes"]["register-takes-ops"]
assert e == {"answer": "no", "path": "include/linux/thing.h", "line": 13,
             "text": "int thing_register(struct thing *thing);",
             "conditions": "defined(CONFIG_THING)", "blob": sys.argv[3]}, e
e = old["probes"]["has-newest"]
assert e["line"] == 0 and e["text"] is None and e["conditions"] is None, e
EOF
g()
{
	git --git-dir="$work/kernel.git" rev-parse "$@"
}
check '... says the same, with its evidence' python3 "$work/judge.py" "$work/out" \
	"$(g old)" "$(g old:include/linux/thing.h)"
untouched 'nothing of that is written'

# --- the kinds of questions, with their evidence
fresh
rm "$project/cocci/"thing-*
cat >"$project/cocci/probes.conf" <<'EOF'
[probe "file-yes"]
	path = include/linux/device.h
	ask = file
[probe "file-no"]
	path = include/linux/nowhere.h
	ask = file
[probe "file-either"]
	path = include/linux/nowhere.h
	path = include/linux/device.h
	ask = file
[probe "function-yes"]
	path = include/linux/thing.h
	ask = function thing_register
[probe "function-comment"]
	path = include/linux/odd.h
	ask = function in_comment
[probe "function-string"]
	path = include/linux/odd.h
	ask = function in_string
[probe "function-absent-file"]
	path = include/linux/nowhere.h
	ask = function thing_register
[probe "macro-yes"]
	path = include/linux/odd.h
	ask = macro ODD
[probe "macro-no"]
	path = include/linux/odd.h
	ask = macro odd_function
[probe "struct-yes"]
	path = include/linux/thing.h
	ask = struct thing_ops
[probe "struct-only-used"]
	path = include/linux/thing.h
	ask = struct device
[probe "member-pointer"]
	path = include/linux/thing.h
	ask = member thing_ops start
[probe "member-data"]
	path = include/linux/thing.h
	ask = member thing_ops owner
[probe "member-no"]
	path = include/linux/thing.h
	ask = member thing_ops stop
[probe "params-other-count"]
	path = include/linux/thing.h
	ask = params thing_register 3
[probe "params-void"]
	path = include/linux/odd.h
	ask = params odd_void 0
[probe "params-function-pointer"]
	path = include/linux/odd.h
	ask = params odd_callback 2
[probe "body-yes"]
	path = include/linux/odd.h
	ask = body odd_function odd_inner
[probe "body-comment"]
	path = include/linux/odd.h
	ask = body odd_function in_body_comment
[probe "body-other-function"]
	path = include/linux/odd.h
	ask = body odd_void odd_inner
[probe "line-folded"]
	path = drivers/thing/Makefile
	ask = line obj-y += core.o
[probe "line-part"]
	path = drivers/thing/Makefile
	ask = line obj-y += core
[probe "required"]
	path = include/linux/thing.h
	required = true
	ask = file
EOF
small_kernel old
cat >"$work/tree/include/linux/odd.h" <<'EOF'
/* in_comment() is only here, int in_comment(void); */
#define ODD 1
static const char *odd = "int in_string(void);";
int odd_void(void);
int odd_callback(int (*f)(int a, int b), void *p);
static inline int odd_function(void)
{
	/* in_body_comment */
	return odd_inner();
}
EOF
commit_tree old
bp probe old
status_is 0 'all kinds of questions'
answer()
{
	check "$1: $2" grep -qE "^$1 +$2 *\$" "$work/out"
}
answer file-yes yes
answer file-no no
answer file-either yes
answer function-yes yes
answer function-comment no
answer function-string no
answer function-absent-file no
answer macro-yes yes
answer macro-no no
answer struct-yes yes
answer struct-only-used no
answer member-pointer yes
answer member-data yes
answer member-no no
answer params-other-count no
answer params-void yes
answer params-function-pointer yes
answer body-yes yes
answer body-comment no
answer body-other-function no
answer line-folded yes
answer line-part no
answer required yes

# --- a target that fails has a column all the same
bp probe old gone=nonesuch
complains 1 "gone: no revision 'nonesuch'" 'a target that is not there'
check '... the table has a column for it' sh -c 'head -n 1 "$1" | grep -q "old *gone"' - "$work/out"
check '... of "failed"' grep -qE '^file-yes +yes +failed' "$work/out"
bp probe --format=json old gone=nonesuch
complains 1 "gone: no revision 'nonesuch'" '... the same in JSON'
check '... which says why' python3 -c 'import json, sys
t = json.load(open(sys.argv[1]))[1]
assert t["target"] == "gone" and "nonesuch" in t["error"], t' "$work/out"

done_testing
