#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# What a message or a help text says has to be true on the branch it stands on.
# Each line below is a sentence that was found to be false on some branches, by
# reading those trees: it must not come back there. Elsewhere it may stand.
. "$(dirname "$0")/lib.sh"

cd "$top" || exit 1

# The patches of a target, their lines joined; "+" of added lines is left out.
texts()		# SERIES TARGET
{
	sed 's/^+//' "patches/$1/$2"/*.patch | tr -s ' \t\n' ' '
}

# No patch of SERIES for these targets says TEXT.
not_said()	# TEXT WHY SERIES TARGETS...
{
	text=$1 why=$2 series=$3
	shift 3
	for target; do
		check "$target: does not say '$text': $why" sh -c \
			'[ -n "$1" ] && case $1 in *"$2"*) exit 1 ;; esac' - \
			"$(texts "$series" "$target")" "$text"
	done
}

with_driver='5.4 4.19'
without_driver='4.14 4.9 4.4'

for series in $(configured_series); do
	# shellcheck disable=SC2086 # lists of words
	{
	not_said 'nothing takes DMA ops away again' \
		'arch_teardown_dma_ops() does, up to 6.6' "$series" \
		6.6 6.1 5.15 5.10 $with_driver $without_driver
	not_said 'with dma-direct' 'arm64 has swiotlb_dma_ops, arm has arm_dma_ops' \
		"$series" 4.19 $without_driver
	not_said 'When xen_setup_dma_ops() runs' 'there is no such function' \
		"$series" 5.15 5.10 $with_driver $without_driver
	not_said 'held back as before' 'these wait for no such node' \
		"$series" $without_driver
	not_said 'driver comes with this series' 'the driver is left out' \
		"$series" $without_driver
	not_said 'by IOMMU_OF_DECLARE() which IOMMUs have a driver' \
		'these wait for no IOMMU at all' "$series" 4.9 4.4
	not_said 'waits only for IOMMUs whose driver is declared' \
		'these wait for no IOMMU at all' "$series" 4.9 4.4
	not_said 'no IOMMU. A domain that is not mapped 1:1' \
		'each dom0 has swiotlb-xen there' "$series" \
		5.15 5.10 $with_driver $without_driver
	not_said 'returns -ENODEV, which of_dma_configure_id()' \
		'it returns NO_IOMMU there' "$series" 6.6 6.1 5.15 5.10 $with_driver
	not_said 'they come late, 10 seconds by default' \
		'they wait until the initcalls are done' "$series" \
		5.15 5.10 $with_driver
	}
done

# 4.14 waits for a driver that is declared, the two before it for none
said()		# TEXT SERIES TARGET
{
	check "$3: says '$1'" sh -c 'case $1 in *"$2"*) ;; *) exit 1 ;; esac' - \
		"$(texts "$2" "$3")" "$1"
}
said 'waits only for IOMMUs whose driver is declared by IOMMU_OF_DECLARE()' \
	xen-iommu-el2 4.14
for target in 4.9 4.4; do
	said 'this kernel does not wait for IOMMU drivers' xen-iommu-el2 "$target"
done

# what a list would look for in the messages
for series in $(configured_series); do
	for who in 'Rob Herring' 'Robin Murphy' XENFEAT_not_direct_mapped \
		   'Suggested-by: Sergiy Kibrik' 'with a 32-bit DMA mask' LPAE; do
		check "$series: the messages speak of $who" sh -c \
			'case $(cat "$2"/*.patch | tr -s "\n" " ") in *"$1"*) ;; *) exit 1 ;; esac' - \
			"$who" "$(mainline_of "$series")"
	done
	check "$series: nobody is signed off for" sh -c \
		'! grep -q "^Signed-off-by:" "$@"' - "$(mainline_of "$series")"/*.patch
done

# --- what the documentation claimed
not_claimed()	# TEXT WHY FILE
{
	check "$3 does not say '$1': $2" sh -c \
		'case $(tr -s "# \t\n" " " <"$2") in *"$1"*) exit 1 ;; esac' - "$1" "$3"
}
not_claimed 'and every longterm branch' '4.4 to 5.4 have ended' stable-targets.conf
not_claimed 'Xen on Arm can keep the IOMMUs to itself and show Linux one node' \
	'no released Xen writes the node' README.md
not_claimed 'Where Xen keeps the IOMMUs there is no such driver' \
	'a board may have one that Xen does not drive' README.md

done_testing
