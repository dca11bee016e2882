# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh disable=SC2154 # lib.sh sets them
#
# Which kernels are booted, by the environment: TARGETS is a list of names or
# NAME=REV, where "ends" is the newest and the oldest that are there, or empty for
# all that are there; REPO is another repository than that of "make kernels".
# Writes lines "NAME REV" to $work/targets. Sourced after lib.sh.

repo=${REPO:-$kernels}

configured_targets | while read -r name ref; do
	! git --git-dir="$repo" rev-parse -q --verify "$ref^{tree}" >/dev/null ||
		echo "$name $ref"
done >"$work/there"

case ${TARGETS:-} in
'')	cat "$work/there" ;;
*)	for target in $TARGETS; do
		case $target in
		ends)	sed -n '1p; $p' "$work/there" | uniq ;;
		*=*)	echo "${target%%=*} ${target#*=}" ;;
		*)	configured_targets | grep "^$target " ||
				echo "$target $target" ;;
		esac
	done | awk '!seen[$0]++' ;;
esac >"$work/targets"
