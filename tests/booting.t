#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# verify --level=boot without a kernel: what it makes of what boot.sh tells, and
# what boot.sh makes of a QEMU that goes wrong. tests/boot boots real ones.
# shellcheck disable=SC2016 # sh -c gets its arguments
. "$(dirname "$0")/lib.sh"
. "$tests/cli/small.sh"
fresh
proof=$project/patches/old/proof.json
scripts=$project/tool/boot
own=$mainline/boot
real_boots=$(mainline_of "$(configured_series | head -n 1)")/boot
mkdir -p "$scripts" "$own"
: >"$own/lanes.sh"
cp -R "$top/tool/verify" "$top/tool/box.sh" "$project/tool"
find_sandbox

# Programs of a level that only has to find them
for program in make bc flex bison gcc aarch64-linux-gnu-gcc arm-linux-gnueabi-gcc \
	       clang ld.lld llvm-nm sparse dtc mke2fs cpio apt-get dpkg-deb \
	       qemu-system-aarch64; do
	printf '#!/bin/sh\necho "%s 1.0"\n' $program | fake $program
done

verify()
{
	bp verify --level=boot ${sandbox:+"$sandbox"} "$@" old
}

# The same with the real boot.sh, which starts some programs for each boot
boot()	# OPTIONS...
{
	run timeout -k 1 100 "$bpg" --repo "$work/kernel.git" \
		--config "$project/stable-targets.conf" "$@" verify -v \
		--level=boot "$sandbox" old
}

# boot.sh says what the file $says has, and ends with the status behind it
says=$work/says
export says
cat >"$scripts/boot.sh" <<'END'
#!/bin/sh
# told ARGUMENTS...: what the last run was asked for
echo "$@" >"$says.asked"
env | grep -E '^(JOBS|BOOT_TIMEOUT|CROSS_COMPILE|HOME)=' >"$says.env"
[ -f "$3/lanes.sh" ] || exit 9
git --git-dir="$4" cat-file -t "$5" >"$says.type" || exit 9
cat "$6/series" >"$says.series" || exit 9
sed '$d' "$says"
exit "$(sed -n '$p' "$says")"
END
chmod +x "$scripts/boot.sh"
tell()	# STATUS LINE...
{
	ended=$1
	shift
	printf '%s\n' "$@" "$ended" >"$says"
}
good()
{
	tell 0 '# with xen: 4.17' '# with kernel: 5.10, Image 123' \
		'ok - cure: at once (0.5 s)' \
		'# left out: xen,grant-dma; no driver for it' \
		'ok - Xen: guest frames (1.2 s)' '1..2'
}

# The levels before it want a real kernel: the memory is made to say that they
# passed, under the key that they would have, which the report of a run tells.
passed_before()
{
	for level in style build; do
		bp verify --level=$level ${sandbox:+"$sandbox"} --format=json old
		python3 - "$proof" "$work/out" $level <<-'END'
		import json, sys
		d, told, level = json.load(open(sys.argv[1])), json.load(open(sys.argv[2]))[0], sys.argv[3]
		for part in "levels", "timing":
		    d[part][level] = told[part][level]
		d["levels"][level].update(verdict="passed", checks=[{"name": "x", "verdict": "passed"}])
		json.dump(d, open(sys.argv[1], "w"))
		END
		believe "$proof"
	done
	cp "$proof" "$work/before.json"
}
# Whatever the boots have shown is forgotten
forget()
{
	cp "$work/before.json" "$proof"
	believe "$proof"
}
passed_before

# --- all well
good
verify -v
status_is 0 'all boots go well'
silent '... nothing to complain of'
out_has 'old: build: passed' '... the levels before it hold'
out_has 'old: boot: passed, 3 checks, 1 left out' '... a line for the level'
out_has 'old: boot: cure: at once: passed' '... each boot is a check'
out_has 'old: boot: xen,grant-dma: left out: no driver for it' '... or left out, with the reason'
check '... boot.sh gets the name of the target' grep -q '^--name old ' "$says.asked"
check '... the boots that belong to the series' grep -q "^--name old $own " "$says.asked"
check '... a repository with the commit' grep -qx commit "$says.type"
check '... the series' grep -q '^0001-' "$says.series"
check '... and a folder in the cache' grep -q " $XDG_CACHE_HOME/backportgen/boot\$" "$says.asked"
check '... the limit of a boot is three times that of a program' grep -qx BOOT_TIMEOUT=180 "$says.env"
record_is()
{
	python3 -c 'import json, sys
d = json.load(open(sys.argv[1])); b = d["levels"]["boot"]; t = d["timing"]["boot"]
sys.exit(not eval(sys.argv[2]))' "$proof" "$1"
}
check '... the record has kernel, Xen and QEMU' record_is \
	'b["tools"]["xen"] == "4.17" and b["tools"]["kernel"] == "5.10, Image 123" and b["tools"]["qemu-system-aarch64"] == "qemu-system-aarch64 1.0"'
check '... and how long a boot took, apart' record_is \
	't["checks"]["cure: at once"] == 500 and "0.5" not in json.dumps(b)'
untimed "$proof" >"$work/first"
rm "$says.asked"
verify
status_is 0 'again'
check '... it is answered from the record' grep -q '^old: boot: passed, 3 checks, 1 left out, .*unchanged since' "$work/out"
check '... nothing is booted' test ! -e "$says.asked"
forget
verify
untimed "$proof" >"$work/second"
check 'what was shown is the same each time but for the timing' cmp "$work/first" "$work/second"
echo '# another' >>"$scripts/boot.sh"
rm "$says.asked"
verify
check 'other scripts: it is booted again' test -e "$says.asked"
echo '# another' >>"$own/lanes.sh"
rm "$says.asked"
verify
check 'other boots of the series: the same' test -e "$says.asked"
echo CONFIG_NET=y >"$work/more"
BACKPORTGEN_BOOT_CONFIG=$work/more
export BACKPORTGEN_BOOT_CONFIG
rm "$says.asked"
verify
check 'another configuration: it is booted again' test -e "$says.asked"
unset BACKPORTGEN_BOOT_CONFIG

# --- what is seen while it runs
forget
"$bpg" --repo "$work/kernel.git" --config "$project/stable-targets.conf" \
	verify --level=boot ${sandbox:+"$sandbox"} old >"$work/out" 2>"$work/err" </dev/null
check 'a line for each boot, when it is done, with verdict and seconds' sh -c \
	'grep -E "^backportgen: [0-9]+ s: 0 of 1 targets done, old: " "$1" |
	sed "s/.*old: //" | xargs -d "\n" printf "%s|" |
	grep -qxF "cure: at once: passed, 0.5 s|Xen: guest frames: passed, 1.2 s|"' - "$work/err"

# --- what goes wrong
forget
tell 1 'ok - cure: at once (0.5 s)' 'not ok - Xen: guest frames (1.2 s)' \
	"# the disk gets DMA frame 5, and not the guest frame 4" \
	'# the log tells: Kernel panic' '# the log is '"$work/xen.log" \
	'ok - options (0.1 s)' '1..3'
why="the disk gets DMA frame 5, and not the guest frame 4; the log tells: Kernel panic"
verify
complains 1 "old: boot: Xen: guest frames: $why; the whole log is $work/xen.log" 'a boot that fails'
out_has 'old: boot: failed, 3 checks' '... the others went on'
verify
complains 1 'old: boot: Xen' '... is not remembered as done'
bp verify --level=boot ${sandbox:+"$sandbox"} --format=json old
check '... JSON has why, and the log' python3 -c '
import json, sys
c = json.load(open(sys.argv[1]))[0]["levels"]["boot"]["checks"][1]
assert c == {"name": "Xen: guest frames", "verdict": "failed", "why": sys.argv[2], "log": sys.argv[3]}, c
' "$work/out" "$why" "$work/xen.log"
bp verify --level=boot ${sandbox:+"$sandbox"} --format=junit old
check '... JUnit as well' python3 -c '
import sys, xml.etree.ElementTree as E
c = [c for c in E.parse(sys.argv[1]).iter("testcase") if c.find("failure") is not None]
assert [t.get("name") for t in c] == ["Xen: guest frames"] and c[0].get("classname") == "old.boot"
assert c[0].find("failure").get("message") == sys.argv[2]
assert sys.argv[3] in c[0].find("system-out").text
' "$work/out" "$why" "$work/xen.log"
tell 0 'ok - cure: at once (0.5 s)'
verify
complains 1 'boot: boot.sh: it ends well after 1 boots of 0' 'boot.sh stops half way, and says that all is well'
tell 0 'ok - one (0.5 s)' '1..2'
verify
complains 1 'it ends well after 1 boots of 2' '... or leaves one out'
tell 0 1..0
verify
complains 1 'it ends well after 0 boots of 0' '... or boots nothing'
tell 0 'ok - one' '1..1'
verify
status_is 0 'a boot of which no time is told'
check '... has its whole name' grep -q '"name": "one"' "$proof"
forget
printf '#!/bin/sh\necho "ok - one (0.1 s)"\necho "boot: old: does not build: x, see log" >&2\nexit 1\n' >"$scripts/boot.sh"
verify
complains 1 'old: boot: boot.sh: old: does not build: x, see log' 'a kernel that does not build'
printf '#!/bin/sh\necho "boot: building" >&2\nkill -9 $$\n' >"$scripts/boot.sh"
cp "$proof" "$work/shown.json"
verify
complains 1 'boot.sh: killed by signal 9 (Killed); its last word: building' 'boot.sh is killed'
check '... that is no verdict, and goes into no record' cmp "$work/shown.json" "$proof"

# --- what was measured
check 'the table of the shapes is what their records say' sh -c \
	'"$1/shapes-table.sh" <"$1/shapes.tsv" | cmp - "$1/shapes.md"' - "$tests/boot"

# --- what is missing, before anything is done
forget
cp "$proof" "$work/as-it-was"
rm "$work/fake/qemu-system-aarch64" "$work/fake/dtc"
mkdir "$work/bin"
for program in "$work"/fake/*; do
	ln -s "$program" "$work/bin"
done
for program in git quilt patch perl python3 sh; do
	ln -s "$(real $program)" "$work/bin"
done
run env PATH="$work/bin" "$bpg" --repo "$work/kernel.git" \
	--config "$project/stable-targets.conf" verify --level=boot --no-sandbox old
complains 1 'missing: qemu-system-aarch64, dtc; install with: apt-get install qemu-system-arm device-tree-compiler' \
	'programs are missing'
check '... nothing was done' cmp "$work/as-it-was" "$proof"
printf '#!/bin/sh\necho "dtc 1.0"\n' | fake dtc
printf '#!/bin/sh\necho "qemu-system-aarch64 1.0"\n' | fake qemu-system-aarch64
bp verify --level=boot ${sandbox:+"$sandbox"} --tree "$work/tree" old
complains 2 '--level=boot builds from a git repository, and --tree has none' 'unpacked sources'

# --- a series that nobody has written boots for: those of another would show
# nothing of it, after minutes
rm -r "$own"
rm -f "$says.asked"
printf '#!/bin/sh\n: >"$says.asked"\n' >"$scripts/boot.sh"
verify
complains 2 "the series '$mainline' has no boots: no directory 'boot' beside its patches" 'a series without boots'
check '... nothing is booted' test ! -e "$says.asked"
check '... and nothing was done' cmp "$work/as-it-was" "$proof"
bp verify --level=build ${sandbox:+"$sandbox"} old
check '... the level before it does as ever' grep -q '^old: build: passed' "$work/out"

# --- boot.sh itself, with a QEMU that goes wrong. It gets no kernel to boot.
# This QEMU looks at what $says has: not from a box.
sandbox=--no-sandbox
passed_before
cp -R "$top/tool/boot/." "$scripts"
cp -R "$real_boots" "$own"
cp "$top/tool/debian.sh" "$project/tool"
cat >"$scripts/build.sh" <<'END'
#!/bin/sh
for kernel in before behind; do
	mkdir -p "$5/$kernel"
	echo "$kernel" >"$5/$kernel/Image"
	: >"$5/$kernel/selfgrant.ko"
	echo '# Linux/arm64 5.10 Kernel Configuration' >"$5/$kernel/config"
done
echo "$5/before -"
echo "$5/behind $(sed -n 1p "$4/series")"
END
cat >"$scripts/xen.sh" <<'END'
#!/bin/sh
mkdir -p "$1/xen"
echo 4.17 >"$1/xen/version"
echo "$1/xen/xen"
END
fake aarch64-linux-gnu-gcc <<'END'
#!/bin/sh
[ "$1" != --version ] || { echo 'aarch64-linux-gnu-gcc 1.0'; exit; }
while [ "$1" != -o ]; do shift; done
: >"$2"
END
fake dtc <<'END'
#!/bin/sh
[ "$1" != --version ] || { echo 'dtc 1.0'; exit; }
while [ $# != 0 ] && [ "$1" != -o ]; do shift; done
[ $# = 0 ] || : >"$2"
END
for program in mke2fs cpio fdtput; do
	printf '#!/bin/sh\n[ "$1" != --version ] && [ "$1" != -V ] || echo "%s 1.0"\n' \
		$program | fake $program
done
fake qemu-system-aarch64 <<'END'
#!/bin/sh
[ "$1" != --version ] || { echo 'qemu-system-aarch64 1.0'; exit; }
case $* in *dumpdtb=*) : >"$(echo "$*" | sed 's/.*dumpdtb=\([^ ]*\).*/\1/')"; exit ;; esac
. "$says"
END

echo 'exit 0' >"$says"
boot
status_is 1 'a QEMU that prints nothing: each boot fails'
check '... with a hint' test "$(grep -c 'failed: prints nothing at all (is Image for arm64?' "$work/out")" -gt 10
check '... but for those that are left out, and nothing else' sh -c \
	'! grep "^old: boot: .*: passed" "$1"' - "$work/out"
check '... its log is where it is said to be' test -s \
	"$(sed -n 's/.*the whole log is //p' "$work/out" | head -n 1)"

echo '[ -e "$says.once" ] || { : >"$says.once"; exec sleep 60; }; echo "boot: init"' >"$says"
boot --timeout 2
status_is 1 'a QEMU that does not end'
check '... is ended, and the others go on' test "$(grep -c 'does not end within 6 s' "$work/out")" -eq 1

echo 'echo "qemu-system-aarch64: no such machine"; exit 1' >"$says"
boot
complains 1 'qemu-system-aarch64 ends with status 1, qemu-system-aarch64: no such machine' \
	'a QEMU that gives up'

echo 'echo "[    0.1] Kernel panic - not syncing: out of memory"; echo "boot: init"' >"$says"
boot
complains 1 'the log tells: Kernel panic - not syncing: out of memory' 'the line of the log that tells'

# --- one boot alone, which is compared with another one
echo 'echo "the words of both"; echo "boot: bound a003e00.virtio_mmio to virtio at 0.50"
echo "boot: disk vda right"' >"$says"
run "$scripts/boot.sh" "$sandbox" --only 'the driver is silent' --name old \
	"$own" "$work/kernel.git" old "$project/patches/old" "$work/alone"
status_is 0 'a boot alone that is compared with the kernel alone'
check '... is the only one' test "$(grep '^1\.\.' "$work/out")" = 1..1
echo '[ ! -e "$says.twice" ] || echo "a word more"; : >"$says.twice"' >>"$says"
run "$scripts/boot.sh" "$sandbox" --only 'the driver is silent' --name old \
	"$own" "$work/kernel.git" old "$project/patches/old" "$work/alone"
check '... and the words have to be the same' \
	grep -q '^# the log differs: > a word more' "$work/out"

# --- build.sh, with a make that leaves out the option of the series
cp "$top/tool/boot/build.sh" "$scripts"
fake make <<'END'
#!/bin/sh
while [ "$1" != -C ]; do shift; done
cd "$2" || exit
case $* in
*allnoconfig)
	printf 'CONFIG_%s=y\n' MODULES VIRTIO_MMIO DEBUG_FS THING >.config ;;
*' M='*)
	for word; do
		case $word in M=*) : >"${word#M=}/$(basename "$word").ko" ;; esac
	done ;;
*)	mkdir -p arch/arm64/boot
	: >arch/arm64/boot/Image ;;
esac
END
cp -R "$project/patches/old" "$work/optional"
sed -i 's/^+obj-y\(.*stub\.o\)/+obj-$(CONFIG_STUB)\1/' "$work/optional"/*.patch
rm -r "$own"
mkdir -p "$own/teller"
echo CONFIG_THING >"$own/needed"
: >"$own/teller/Kbuild"
for when in 'when it is built' 'when it is there already'; do
	run "$scripts/build.sh" "$own" "$work/kernel.git" old "$work/optional" "$work/optional.work"
	check "a kernel without the option of the series, $when" sh -c \
		'[ "$1" = 1 ] && grep -q "^boot: old: CONFIG_STUB is not built in, see " "$2"' \
		- "$status" "$work/err"
done
echo '# CONFIG_STUB is not set' >"$own/kernel.config"
run "$scripts/build.sh" "$own" "$work/kernel.git" old "$work/optional" "$work/optional.work"
status_is 0 'an option of the series that its boots want off'
check '... each kernel has the module of the boots' sh -c \
	'while read -r directory _; do [ -f "$directory/teller.ko" ] || exit; done' <"$work/out"
echo CONFIG_OTHER >>"$own/needed"
run "$scripts/build.sh" "$own" "$work/kernel.git" old "$work/optional" "$work/optional.work"
check 'an option that the boots need is not there' sh -c \
	'[ "$1" = 1 ] && grep -q "^boot: old: CONFIG_OTHER is not y " "$2"' \
	- "$status" "$work/err"

# --- xen.sh, when another run brings the same
cp "$top/tool/boot/xen.sh" "$scripts"
fake flock <<END
#!/bin/sh
mkdir -p "$work/brought/xen/boot"
echo other >"$work/brought/xen/boot/xen-4.17-arm64"
echo 4.17 >"$work/brought/xen/version"
END
fake apt-get <<END
#!/bin/sh
: >"$work/asked"
exit 1
END
: >"$work/keyring"
run env BACKPORTGEN_KEYRING="$work/keyring" "$scripts/xen.sh" "$work/brought"
status_is 0 'Xen comes while it is waited for'
out_has "$work/brought/xen/boot/xen-4.17-arm64" '... that is the one'
check '... and it is not asked for again' test ! -e "$work/asked"

done_testing
