#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Hazards of reading declarations, a folder each under tests/decls: header.h
# is one file of a kernel, probes.conf asks about it, expected is all that
# "backportgen probe -v" says. No rule is needed to ask.
. "$(dirname "$0")/lib.sh"

git init -q --bare "$work/kernel.git"
mkdir -p "$work/tree/include/linux" "$work/tree/drivers"
echo '# a folder that tells a kernel' >"$work/tree/drivers/Kconfig"

answers_as_expected()
{
	diff -u --label expected --label answers "$1/expected" "$work/answers"
}

for case_dir in "$tests"/decls/*/; do
	case_dir=${case_dir%/}
	name=${case_dir##*/}
	cp "$case_dir/header.h" "$work/tree/include/linux/header.h"
	commit_tree "$name"
	run "$bpg" --config "$top/stable-targets.conf" --rules "$case_dir" \
		--repo "$work/kernel.git" -v probe "kernel=$name"
	# a table's last column may be padded, a golden file need not be
	{
		sed 's/ *$//' "$work/out"
		cat "$work/err"
		echo "status $status"
	} >"$work/answers"
	check "$name" answers_as_expected "$case_dir"
done

done_testing
