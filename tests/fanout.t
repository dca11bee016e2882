#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# targets --format: the fan-out for those who run jobs. The make fragment is
# run for real; of the two others, what their engines take from them.
#
# SCHEMAS=DIR also holds them against the schemas that GitLab and SchemaStore
# publish, as DIR/gitlab-ci.json and DIR/github-workflows.json. No package has
# them, and they change with the engines, so no copy is kept here. It needs
# python3-jsonschema. Seen to hold against those of June 2026, which the project
# check-jsonschema carries.
# shellcheck disable=SC2016 # sh -c gets its arguments
. "$(dirname "$0")/lib.sh"
. "$tests/cli/small.sh"

# --- make
fresh
bp targets --format=make
status_is 0 'make: a fragment'
silent '... nothing to complain of'
cp "$work/out" "$work/fragment.mk"
printf 'include fragment.mk\n' >"$work/Makefile"
goals()
{
	run make -C "$work" --no-print-directory BACKPORTGEN="$bpg" \
		BACKPORTGENFLAGS="--repo $work/kernel.git --config $project/stable-targets.conf" "$@"
}
goals -j2 verify-all
status_is 0 '... each target is a goal, and make -j runs them at once'
for name in old new; do
	out_has "$name: apply: passed" "... $name is verified"
	check "... $name has its proof" test -f "$project/patches/$name/proof.json"
done
check '... nothing is left lying there' only old new mainline -- "$project/patches"
check '... and no jobserver was lost on the way' sh -c '! grep -q jobserver "$1"' - "$work/err"
goals verify-old VERIFYFLAGS='--level=apply --force'
status_is 0 '... one alone'
check '... is that one' sh -c '! grep -q "^new: " "$1"' - "$work/out"
sed -i 's/^ .*coherent = true;/&;/' "$project/patches/old"/0001-*.patch
goals -k verify-all
check '... a target that fails makes its goal fail' test "$status" -ne 0
check '... and no other one' sh -c 'grep -q "^new: apply: passed" "$1"' - "$work/out"
goals
check 'the fragment'\''s first goal is all of them' sh -c 'grep -q "^new: " "$1"' - "$work/out"
bp targets --format=make "mine=old" "q=a'b\$c"
check 'make: a target that is not configured goes by NAME=REV' grep -q "^verify-mine:" "$work/out"
printf "include odd.mk\n" >"$work/Makefile"
cp "$work/out" "$work/odd.mk"
run make -C "$work" -s verify-q BACKPORTGEN='printf "<%s>\n"'
out_has "<q=a'b\$c>" '... whatever it is called'

# --- github
bp targets --format=github
status_is 0 'github: a matrix'
check '... on one line, for an output of a job' test "$(wc -l <"$work/out")" -eq 1
check '... with each target, its ref, and no more' json_is \
	'd == {"include": [{"target": "new", "ref": "new"}, {"target": "old", "ref": "old"}]}'
bp targets --format=github old
check '... or those that are asked for' json_is '[i["target"] for i in d["include"]] == ["old"]'

# --- gitlab
bp targets --format=gitlab
status_is 0 'gitlab: a child pipeline'
check '... with a job a target' json_is \
	'd["verify"]["parallel"]["matrix"] == [{"TARGET": "new", "REF": "new"}, {"TARGET": "old", "REF": "old"}]'
check '... that extends what the included file has' python3 - "$work/out" "$top" <<'END'
import sys, yaml
child = yaml.safe_load(open(sys.argv[1]))
job = yaml.safe_load(open(sys.argv[2] + child["include"][0]["local"]))
assert child["verify"]["extends"] in job
assert job[child["verify"]["extends"]]["stage"] in job["stages"]
END

# --- the published schemas, for whoever has them
if [ -n "${SCHEMAS:-}" ]; then
	bp targets --format=gitlab
	cp "$work/out" "$work/gitlab.yml"
	bp targets --format=github
	check 'all of it is as the published schemas say, and they find a fault' \
		python3 - "$SCHEMAS" "$top" "$work/gitlab.yml" "$work/out" <<'END'
import copy, json, os, sys, yaml, jsonschema
schemas, top, child, matrix = sys.argv[1:]
def faults(schema, document):
    s = json.load(open(os.path.join(schemas, schema)))
    return [e.message[:200] for e in
            jsonschema.validators.validator_for(s)(s).iter_errors(document)]
def load(path):
    d = yaml.safe_load(open(path))
    # YAML 1.1 takes "on" for a truth value
    return {"on" if k is True else k: v for k, v in d.items()}
for path in (child, top + "/.gitlab/verify.yml", top + "/.gitlab/verify-job.yml"):
    assert not faults("gitlab-ci.json", load(path)), (path, faults("gitlab-ci.json", load(path)))
bad = load(child)
bad["verify"]["parallel"]["matrix"] = "x"
assert faults("gitlab-ci.json", bad)
# the expression stands for what is printed
github = load(top + "/.github/workflows/verify.yml")
assert not faults("github-workflows.json", github), faults("github-workflows.json", github)
github["jobs"]["verify"]["strategy"]["matrix"] = json.load(open(matrix))
assert not faults("github-workflows.json", github), faults("github-workflows.json", github)
github["jobs"]["verify"]["strategy"]["matrix"]["include"] = [1]
assert faults("github-workflows.json", github)
END
fi

# --- the workflows: what they run is there
check 'the workflows are YAML, and run what is there' python3 - "$top" <<'END'
import os, re, sys, yaml
top = sys.argv[1]
def scripts(d):
    if isinstance(d, dict):
        for k, v in d.items():
            if k == "run":
                yield v
            elif k == "script":
                yield from v
            else:
                yield from scripts(v)
    elif isinstance(d, list):
        for v in d:
            yield from scripts(v)
n = 0
for name in (".github/workflows/verify.yml", ".gitlab/verify.yml", ".gitlab/verify-job.yml"):
    text = "\n".join(scripts(yaml.safe_load(open(os.path.join(top, name)))))
    for path in re.findall(r"tool/[a-z.]+", text):
        assert os.access(os.path.join(top, path), os.X_OK), path
        n += 1
    for purpose in re.findall(r"setup\.sh ([a-z ]+)", text):
        for p in purpose.split():
            assert re.search(r"^\t%s\)" % p, open(os.path.join(top, "tool/setup.sh")).read(), re.M), p
assert n >= 4, n
END
for level in apply style build boot; do
	bp verify --level=$level --help
	status_is 0 "the level $level, which they may ask for, is known"
done
bp --repo "$work/nothing" targets --format=github
status_is 0 'no kernel is needed to hand the jobs out'
bp targets --format=xml
complains 2 '--format is one of text|github|gitlab|make' 'another format'

done_testing
