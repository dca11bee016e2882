# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# shellcheck disable=SC2154 # lib.sh sets them
#
# The stage for faults.pl, sourced after lib.sh. In $work/stage:
#
#	early, late	two small projects; a patch of late has another text
#	refused		and one whose driver has a callback
#	small.git	the kernels "new" and "old" for them, and "callback", where
#			that callback does not fit
#	skeleton.git	two of the skeletons, for the first configured series
#	faults.so	the library

. "$tests/cli/small.sh"

set_stage()
{
	stage=$work/stage
	mkdir -p "$stage"
	fresh
	cp -a "$work/good" "$stage/early"
	rm -rf "$stage/early/patches/old" "$stage/early/patches/new"
	cp -a "$stage/early" "$stage/late"
	sed -i 's/It has/It still has/' \
		"$stage/late/patches/mainline/${driver_patch##*/}"
	# a driver whose callback does not fit there
	cp -a "$stage/early" "$stage/refused"
	sed -i 's/^ drivers\/thing\/stub.c   | 11/ drivers\/thing\/stub.c   | 16/
		s/^ 2 files changed, 12/ 2 files changed, 17/
		s/^@@ -0,0 +1,11/@@ -0,0 +1,16/
		/^+static const/i\
+static int stub_start(struct thing *thing)\
+{\
+	return 0;\
+}\
+' "$stage/refused/patches/mainline/${driver_patch##*/}"
	small_kernel new
	sed -i 's/\*start)(struct thing \*thing/&, int how/' \
		"$work/tree/include/linux/thing.h"
	commit_tree callback
	mv "$work/kernel.git" "$stage/small.git"
	kernel current current
	kernel register-alone register-alone
	mv "$work/kernel.git" "$stage/skeleton.git"
	git -C "$stage/skeleton.git" repack -adq
	rm -rf "$project" "$work/tree" "$work/cache"
	"${CC:-cc}" -std=gnu11 -D_GNU_SOURCE -O2 -g -Wall -Wextra -Werror \
		-fPIC -shared -o "$stage/faults.so" "$tests/faults/faults.c" \
		-ldl
}

drive()
{
	perl "$tests/faults/faults.pl" --stage "$stage" --program "$bpg" \
		--top "$top" "$@"
}
