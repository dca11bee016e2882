# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# shellcheck disable=SC2154 # lib.sh sets them
#
# A small project: a series of two patches, three rules, three probes, and two
# kernels, "new" in mainline's form and "old", for which every rule fires.
# Each test of a hazard damages one thing in it. Sourced after lib.sh.
#
#	fresh			$project and both kernels as they should be, with
#				$project/patches as generate writes it
#	bp ARGS...		run the program on the small project; it is
#				killed after 20 s, which is to be long enough
#	remember		note what $project holds, output and input
#	untouched WHAT		a test: does it still hold that?
#	refused N TEXT WHAT	two tests: generate complains with status N and
#				TEXT, and leaves what was there as it was
#	old_fails TEXT WHAT	three tests: generate fails for "old" with TEXT,
#				writes "new" all the same, and leaves old's series
#	small_kernel BRANCH	start $work/tree as "new" or "old" has it
#	commit_tree BRANCH	(lib.sh) commit $work/tree as it stands
#	fake NAME <SCRIPT	a program NAME that is found before the real one
#	real NAME		its real path
#	no_fakes		back to the real ones
#	skip N WHAT WHY		N tests that cannot be made here
#	no_controls		has the last run's stderr no control characters?
#	only NAMES... -- DIR	does DIR hold nothing but these?

[ -n "$work" ] && [ -d "$work" ] || exit 1 # much is removed under it
small=$tests/cli/small
project=$work/project
mainline=$project/patches/mainline
# shellcheck disable=SC2034 # for those that source this
driver_patch=$mainline/0002-thing-Add-a-stub-driver.patch
# shellcheck disable=SC2034
hook_patch=$mainline/0001-thing-Ask-whose-it-is.patch

# As lib.sh's. After two seconds the program says what it waits for. That is no
# complaint, and whether a machine needs two seconds is not for a test to say.
run()
{
	status=0
	# shellcheck disable=SC2034 # those that source this look at it
	"$@" >"$work/out" 2>"$work/err" </dev/null || status=$?
	sed -i '/^backportgen: [0-9]* s: /d' "$work/err"
}

bp()
{
	run timeout -k 1 20 "$bpg" --repo "$work/kernel.git" \
		--config "$project/stable-targets.conf" "$@"
}

small_kernel()
{
	[ -d "$work/kernel.git" ] || git init -q --bare "$work/kernel.git"
	rm -rf "$work/tree"
	mkdir "$work/tree"
	cp -R "$small/$1/." "$work/tree"
}

fresh()
{
	if [ ! -d "$work/good" ]; then
		cp -R "$small/project" "$work/good"
		small_kernel new
		commit_tree new
		small_kernel old
		commit_tree old
		cp -R "$work/kernel.git" "$work/good.git"
		"$bpg" -q --repo "$work/kernel.git" \
			--config "$work/good/stable-targets.conf" \
			generate || echo 'Bail out! the small project is broken'
	fi
	rm -rf "$project" "$work/kernel.git"
	cp -a "$work/good" "$project"
	cp -a "$work/good.git" "$work/kernel.git"
}

# What a write would change: names, types, sizes, times, inodes; of a folder
# only its name, as a file that came and went is no change.
holdings()
{
	find "$1" -type d -printf '%p %y %m\n' -o \
		-printf '%p %y %m %s %T@ %i %l\n' | sort
}

remember()
{
	holdings "$project" >"$work/before"
}

same_holdings()
{
	holdings "$project" >"$work/after"
	diff "$work/before" "$work/after"
}

untouched()
{
	check "$1" same_holdings
}

refused()
{
	remember
	bp generate
	complains "$1" "$2" "$3"
	untouched "$3: nothing is written"
}

# A terminal is to show text.
no_controls()
{
	! tr -d '\n' <"$work/err" | grep -aq '[[:cntrl:]]'
}

# The fault is the one target's: its name leads the complaint.
old_complaint()
{
	one_complaint 1 "$1" && grep -q '^backportgen: old: ' "$work/err"
}

old_fails()
{
	rm -rf "$project/patches/new"
	cp -a "$project/patches/old" "$work/old.kept"
	bp generate old new
	check "$2" old_complaint "$1"
	check "$2: the other target is written" \
		diff -r "$work/good/patches/new" "$project/patches/new"
	check "$2: the earlier series stays" \
		diff -r "$work/old.kept" "$project/patches/old"
	rm -rf "$work/old.kept"
}

true_path=$PATH
PATH=$work/fake:$PATH

fake()
{
	mkdir -p "$work/fake"
	cat >"$work/fake/$1"
	chmod +x "$work/fake/$1"
}

real()
{
	(PATH=$true_path && command -v "$1")
}

no_fakes()
{
	rm -rf "$work/fake"
}

skip()
{
	i=0
	while [ "$i" -lt "$1" ]; do
		i=$((i + 1))
		n_tests=$((n_tests + 1))
		echo "ok $n_tests - $2 # SKIP $3"
	done
}

only()
{
	names=
	while [ "$1" != -- ]; do
		names="$names $1 "
		shift
	done
	for entry in "$2"/* "$2"/.[!.]*; do
		[ -e "$entry" ] || continue
		case $names in
		*" ${entry##*/} "*) ;;
		*)	echo "$entry"
			return 1 ;;
		esac
	done
}
