# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
#
# What every test shares: TAP, a scratch folder with its own home and cache,
# git with a fixed identity and clock, and small kernels to carry to.
# Sourced by tests/*.t, which run in any folder: ". "$(dirname "$0")/lib.sh"".
#
#	run CMD...		run it; $status, $work/out and $work/err follow
#	check WHAT CMD...	a test: does CMD succeed?
#	status_is N WHAT	a test: did the last run end with status N?
#	out_has TEXT WHAT	a test: does its stdout hold TEXT?
#	err_has TEXT WHAT	a test: does its stderr hold TEXT?
#	complains N TEXT WHAT	a test: status N, and one line on stderr, that
#				starts "backportgen: " and holds TEXT; below
#				it, indented, there may be what differs
#	silent WHAT		a test: nothing on stderr
#	kernel NAME SKELETON	a bare repository $work/kernel.git gets a
#				branch NAME with that skeleton's files
#	configured_series	the names, mainline_of NAME their directories
#	keep_prepared		what is prepared of kernels stays from one run of the
#				tests to the next, and nothing that was shown
#	believe PROOF		let the memory hold that proof, as if it was shown here
#	gone PIDFILE		have all processes whose ids it holds ended?
#	idle_rules DIR		a directory of rules, of which none has to do with
#				what a test of the used API brings
#	find_sandbox		$sandbox is "", or --no-sandbox on a machine that
#				can have no box
#	done_testing		the plan; the last line of each test

set -u
LC_ALL=C
TZ=UTC
export LC_ALL TZ
unset CDPATH

tests=$(cd "$(dirname "$0")" && while [ ! -f lib.sh ]; do cd ..; done; pwd)
top=$(dirname "$tests")
bpg=${BACKPORTGEN:-$top/build/backportgen}
work=$(mktemp -d) || exit 1
trap 'chmod -R u+rwX "$work" 2>/dev/null; rm -rf "$work"' EXIT
trap 'exit 1' INT TERM HUP

# where "make kernels" put the real kernels, or another repository that has
# some; only tests/kernel asks
# shellcheck disable=SC2034
kernels=${KERNELS:-${XDG_CACHE_HOME:-${HOME:-}/.cache}/backportgen/kernels.git}

# where what was prepared for them stays from one run to the next
# shellcheck disable=SC2034
lasting=${XDG_CACHE_HOME:-${HOME:-}/.cache}

# nothing of the machine's own: no settings, no memory of earlier work
HOME=$work/home
XDG_CACHE_HOME=$work/cache
TMPDIR=$work/tmp
mkdir -p "$HOME" "$TMPDIR"
GIT_CONFIG_NOSYSTEM=1
GIT_AUTHOR_NAME='A U Thor'
GIT_AUTHOR_EMAIL=author@example.org
GIT_COMMITTER_NAME='C O Mitter'
GIT_COMMITTER_EMAIL=committer@example.org
GIT_AUTHOR_DATE='2026-01-02T03:04:05+0000'
GIT_COMMITTER_DATE=$GIT_AUTHOR_DATE
export HOME XDG_CACHE_HOME TMPDIR GIT_CONFIG_NOSYSTEM
export GIT_AUTHOR_NAME GIT_AUTHOR_EMAIL GIT_COMMITTER_NAME
export GIT_COMMITTER_EMAIL GIT_AUTHOR_DATE GIT_COMMITTER_DATE
unset GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE

n_tests=0
status=0

run()
{
	status=0
	"$@" >"$work/out" 2>"$work/all-err" </dev/null || status=$?
	# what a slow machine makes it say of its progress is no complaint
	grep -vE '^backportgen: [0-9]+ s: ' "$work/all-err" >"$work/err"
	return 0
}

# Say what was seen, so that a failure can be read without a second run.
explain_failure()
{
	echo "# status $status"
	sed 's/^/# stdout: /' "$work/out" 2>/dev/null | head -n 40
	sed 's/^/# stderr: /' "$work/err" 2>/dev/null | head -n 20
}

check()
{
	what=$1
	shift
	n_tests=$((n_tests + 1))
	if "$@" >"$work/check" 2>&1; then
		echo "ok $n_tests - $what"
	else
		echo "not ok $n_tests - $what"
		sed 's/^/# /' "$work/check" | head -n 60
		explain_failure
	fi
}

status_is()
{
	check "$2" test "$status" -eq "$1"
}

out_has()
{
	check "$2" grep -qF -e "$1" "$work/out"
}

err_has()
{
	check "$2" grep -qF -e "$1" "$work/err"
}

silent()
{
	check "$1" test ! -s "$work/err"
}

one_complaint()
{
	[ "$status" -eq "$1" ] &&
		[ "$(grep -vc '^  ' "$work/err")" -eq 1 ] &&
		grep -q '^backportgen: ' "$work/err" &&
		grep -qF -e "$2" "$work/err"
}

complains()
{
	check "$3" one_complaint "$1" "$2"
}

# The files of a skeleton: those of "current", with its own over them and
# without those that its file "absent" lists.
skeleton()
{
	mkdir -p "$2"
	cp -R "$tests/skeleton/current/." "$2"
	cp -R "$tests/skeleton/$1/." "$2"
	[ ! -f "$2/absent" ] || (cd "$2" && xargs rm -f absent <absent)
}

kernel()
{
	[ -d "$work/kernel.git" ] ||
		git init -q --bare "$work/kernel.git"
	rm -rf "$work/tree"
	skeleton "$2" "$work/tree"
	commit_tree "$1"
}

# Commit $work/tree as it stands to branch $1.
commit_tree()
(
	GIT_DIR=$work/kernel.git
	GIT_WORK_TREE=$work/tree
	GIT_INDEX_FILE=$work/index
	export GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE
	rm -f "$GIT_INDEX_FILE"
	cd "$GIT_WORK_TREE" || exit 1
	git add -A -f . &&
		git update-ref "refs/heads/$1" \
			"$(git commit-tree -m "$1" "$(git write-tree)")"
)

# The name of each configured series, in their order: the first is the default.
configured_series()
{
	sed -n 's/^\[series "\(.*\)"\].*/\1/p' "$top/stable-targets.conf"
}

# The directory of the mainline series of that name.
mainline_of()
{
	_dir=$(git config -f "$top/stable-targets.conf" "series.$1.patches") ||
		_dir=patches/$1/mainline
	case $_dir in
	/*)	echo "$_dir" ;;
	*)	echo "$top/$_dir" ;;
	esac
}

# "NAME REF" of each configured target, in their order.
configured_targets()
{
	git config -f "$top/stable-targets.conf" \
		--get-regexp '^target\..*\.ref$' |
		sed 's/^target\.//; s/\.ref / /'
}

# A killed process may wait for its end to be noticed, as a zombie.
gone()
{
	# shellcheck disable=SC2013 # words are wanted
	for pid in $(cat "$1"); do
		tries=100
		while grep -q '^State:[[:space:]]*[^ZX]' "/proc/$pid/status"; do
			tries=$((tries - 1))
			[ "$tries" -gt 0 ] || return 1
			sleep 0.1
		done 2>/dev/null
	done
	[ -s "$1" ]
}

idle_rules()
{
	mkdir -p "$1"
	cat >"$1/probes.conf" <<-'EOF'
		[probe "has-makefile"]
			path = drivers/demo/Makefile
			ask = file
	EOF
	cat >"$1/demo-makefile.rule" <<-'EOF'
		// SPDX-License-Identifier: GPL-2.0-only
		/// The objects go to the end.
		// Upstream: none: made for this test
		// When: has-makefile
		// Uses: never_brought
		// Files: drivers/demo/Makefile
		// Anchor: end
		// Note: Not needed.
	EOF
}

find_sandbox()
{
	sandbox=
	! "$top/tool/box.sh" -- true >/dev/null 2>&1 </dev/null || return 0
	# shellcheck disable=SC2034 # for those that asked
	sandbox=--no-sandbox
	echo '# bwrap can make no box here: without one'
}

# Does python's assertion about the JSON of the last run hold?
json_is()
{
	python3 -c 'import json, sys
d = json.load(open(sys.argv[1]))
sys.exit(not eval(sys.argv[2]))' "$work/out" "$1"
}

# The proof in the file $1, but for its timing, which is another each time
untimed()
{
	python3 -c 'import json, sys
d = json.load(open(sys.argv[1])); del d["timing"]; print(json.dumps(d, indent=1))' "$1"
}

keep_prepared()
{
	mkdir -p "$lasting/backportgen/build" "$XDG_CACHE_HOME/backportgen"
	ln -s "$lasting/backportgen/build" "$XDG_CACHE_HOME/backportgen/build"
}

# The memory's own form: an entry stands under its key, behind key and sum.
believe()
{
	python3 -c 'import hashlib, json, os, sys
def blob(b):
    return hashlib.sha1(b"blob %d\0" % len(b) + b).hexdigest()
text = open(sys.argv[1], "rb").read()
d = json.loads(text)
key = blob("proof 1\n{}\n{}\n{}\n".format(
    d["series"], d["base"]["commit"] or "", d["base"]["tree"]).encode())
entry = os.path.join(sys.argv[2], key[:2], key[2:])
os.makedirs(os.path.dirname(entry), exist_ok=True)
head = "backportgen-memory-2 {} {}\n".format(key, blob(key.encode() + text))
open(entry, "wb").write(head.encode() + text)' \
		"$1" "$XDG_CACHE_HOME/backportgen/memory"
}

done_testing()
{
	echo "1..$n_tests"
}
