#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# A failure of the machine is never taken for an answer: what could not be asked
# stops the target with a line that says so, and is not remembered. After each
# fault, a run on a machine that works gives what it gives with nothing in memory.
# shellcheck disable=SC2016 # the fakes expand them
. "$(dirname "$0")/lib.sh"
. "$tests/cli/small.sh"

${CC:-cc} -shared -fPIC -o "$work/faulty.so" "$tests/faulty.c" || exit 1

# faulty "CALL ERRNO TEXT" CMD...: on a machine where these calls fail
faulty()
{
	fault=$1
	shift
	env "FAULTY=$fault" "LD_PRELOAD=$work/faulty.so" \
		"ASAN_OPTIONS=${ASAN_OPTIONS:-}:verify_asan_link_order=0" "$@"
}
EIO=5 EAGAIN=11 ENFILE=23 ENOSPC=28
cd "$work" || exit 1

# --- a kernel, and a series that uses what it declares

kernel=$work/unpacked
mkdir -p "$kernel/drivers/demo" "$kernel/include/linux" "$work/series"
touch "$kernel/drivers/demo/Makefile"
for arch in arm arm64; do
	mkdir -p "$kernel/arch/$arch"
	printf 'config %s\n\tdef_bool y\n' "$(echo $arch | tr "[:lower:]" "[:upper:]")" \
		>"$kernel/arch/$arch/Kconfig"
done
cat >"$kernel/Kconfig" <<'EOF'
source "arch/$(SRCARCH)/Kconfig"
EOF
cat >"$kernel/include/linux/demo.h" <<'EOF'
struct device;

struct demo_ops {
	int (*start)(struct device *dev, unsigned int flags);
};

#if defined(CONFIG_ARM64) || defined(CONFIG_ARM)
int demo_register(const struct demo_ops *ops);
#endif
EOF
idle_rules "$work/rules"

# A series of one driver, whose callback has a second parameter of this type
driver()
{
	cat >"$work/driver.c" <<-EOF
	#include <linux/demo.h>

	static int it_start(struct device *dev, $1 flags)
	{
	        return 0;
	}

	static const struct demo_ops it_ops = {
	        .start = it_start,
	};

	int it_init(void)
	{
	        return demo_register(&it_ops);
	}
	EOF
	{
		printf 'From: A U Thor <author@example.org>\n'
		printf 'Date: Thu, 1 Jan 2026 12:00:00 +0000\n'
		printf 'Subject: [PATCH] demo: Add one\n\nText.\n---\n'
		printf 'diff --git a/drivers/demo/it.c b/drivers/demo/it.c\n'
		printf 'new file mode 100644\n--- /dev/null\n+++ b/drivers/demo/it.c\n'
		printf '@@ -0,0 +1,%d @@\n' "$(wc -l <"$work/driver.c")"
		sed 's/^/+/' "$work/driver.c"
	} >"$work/series/0001-one.patch"
	echo 0001-one.patch >"$work/series/series"
}

# on_unpacked [faulty FAULT] [OPTIONS...]
on_unpacked()
{
	if [ "${1:-}" = faulty ]; then
		set -- faulty "$2" "$bpg" --tree "$kernel" --rules "$work/rules" \
			--series "$work/series" generate --output "$work/out.d" it
	else
		set -- "$bpg" "$@" --tree "$kernel" --rules "$work/rules" \
			--series "$work/series" generate --output "$work/out.d" it
	fi
	run "$@"
}

# All that a run leaves and says, to compare
keep()
{
	rm -rf "$1"
	mkdir "$1"
	[ ! -d "$work/out.d" ] || cp -R "$work/out.d" "$1"
	{ echo "$status"; cat "$work/out" "$work/err"; } >"$1/told"
}

forget()
{
	rm -rf "$XDG_CACHE_HOME" "$work/out.d"
}

# With a driver that fits and with one that does not: both answers can be lost.
for type in 'unsigned int' 'bool'; do
	driver "$type"
	forget
	on_unpacked
	keep "$work/good $type"
done
check 'a callback that fits is carried' grep -q 'written' "$work/good unsigned int/told"
check 'another is refused' grep -q 'sets .start of struct demo_ops to' "$work/good bool/told"

# same_answer WHAT TEXT ARGS...: a fault, and what comes after it
same_answer()
{
	what=$1
	text=$2
	shift 2
	for type in 'unsigned int' 'bool'; do
		driver "$type"
		forget
		on_unpacked "$@"
		complains 1 "it: $text" "$what, a second parameter of $type"
		check '... nothing is written' test ! -e "$work/out.d/it"
		[ ! -d "$work/fake" ] || mv "$work/fake" "$work/fake.off"
		on_unpacked
		keep "$work/then"
		check '... the next run knows' diff -r "$work/good $type" "$work/then"
		[ ! -d "$work/fake.off" ] || mv "$work/fake.off" "$work/fake"
	done
	no_fakes
}

# The next ctags is a fake that does what stdin says, for files with this text
odd_ctags()
{
	{
		printf '#!/bin/sh\nreal=%s\n' "$(real ctags-universal)"
		printf 'grep -q "%s" -- *.h || exec "$real" "$@"\n' "$1"
		cat
	} | fake ctags-universal
}

unread='include/linux/demo.h: its declarations cannot be read: ctags-universal'
odd_ctags 'demo_register(const' <<'EOF'
echo 'no memory' >&2
exit 1
EOF
same_answer 'ctags fails on a header' "$unread failed: exit status 1: no memory"
unread='drivers/demo/it.c: its declarations cannot be read: ctags-universal'
odd_ctags it_start <<'EOF'
echo 'no memory' >&2
exit 1
EOF
same_answer 'ctags fails on the file itself' "$unread failed: exit status 1: no memory"
odd_ctags it_start <<'EOF'
kill -s KILL $$
EOF
same_answer 'ctags is killed' "$unread failed: killed by signal 9"
odd_ctags it_start <<'EOF'
exec sleep 600
EOF
same_answer 'ctags takes too long' "$unread failed: no end within 1 s" --timeout 1
odd_ctags it_start <<'EOF'
EOF
same_answer 'ctags writes nothing, and ends well' "$unread ends well without having read all"
odd_ctags it_start <<'EOF'
"$real" "$@" | head -n 1
EOF
same_answer 'ctags lists a part, and ends well' "$unread ends well without having read all"
odd_ctags it_start <<'EOF'
rm -f -- *.h
exec "$real" "$@"
EOF
same_answer 'ctags cannot open a file, and ends well' \
	"$unread ends well without having read all of it: ctags-universal: Warning: cannot open"

same_answer 'what ctags says is lost' \
	"$unread failed: what it says cannot be read: Input/output error" \
	faulty "read $EIO pipe"
same_answer 'no room for what ctags is to read' \
	"drivers/demo/it.c: its declarations cannot be read: $TMPDIR/.backportgen-run-" \
	faulty "create $ENOSPC .backportgen-run-"
same_answer 'a header that cannot be opened' \
	"$kernel/include/linux/demo.h: cannot open: Too many open files in system" \
	faulty "open $ENFILE linux/demo.h"
same_answer 'a header that cannot be looked at' \
	"$kernel/include/linux/demo.h: cannot look at it: Input/output error" \
	faulty "stat $EIO linux/demo.h"
same_answer 'a Kconfig file that cannot be opened' \
	"$kernel/arch/arm64/Kconfig: cannot open: Input/output error" \
	faulty "open $EIO arm64/Kconfig"

# --- inputs that are there, and cannot be read

# on_small FAULT ARGS...
on_small()
{
	fault=$1
	shift
	run faulty "$fault" "$bpg" --repo "$work/kernel.git" \
		--config "$project/stable-targets.conf" "$@"
}

# no_input FAULT TEXT WHAT: the whole run stops, and leaves what is there
no_input()
{
	fresh
	remember
	on_small "$1" generate
	complains 2 "$2" "$3"
	untouched '... nothing is written'
}
no_input "readdir $EIO project/cocci" \
	"$project/cocci: cannot read the directory: Input/output error" \
	'rules that are not listed to the end are not left out'
no_input "stat $EIO project/cocci" "$project/cocci: cannot look at it" \
	'others do not stand in for rules that cannot be looked at'
no_input "stat $EIO mainline/config" "$project/patches/mainline/config: cannot look at it" \
	'settings that cannot be looked at are not left out'
cd "$project" || exit 1
run faulty "stat $EIO stable-targets.conf" "$bpg" --repo "$work/kernel.git" targets
complains 2 'stable-targets.conf: cannot look at it' 'a configuration that cannot be looked at is not left out'
cd "$work" || exit 1

# --- the repository

# object REV:PATH: where git has it, below its directory
object()
{
	git --git-dir="$work/kernel.git" rev-parse "$1" | sed 's|..|objects/&/|'
}
for path in '' include include/linux include/linux/thing.h; do
	fresh
	rm -rf "$XDG_CACHE_HOME"
	on_small "open $EIO $(object "old:$path")" generate old
	complains 1 'old: ' "'$path' of the kernel cannot be read"
	check '... nothing is taken for absent' sh -c \
		'! grep -E "no kernel|lacks|not in the tree|no such" "$1"' - "$work/err"
	bp generate old
	check '... the next run knows' \
		diff -r "$work/good/patches/old" "$project/patches/old"
done

# A repository of another user, as what is on a shared disk
fresh
on_small 'getuid 4711 getuid' generate old
complains 2 "'$work/kernel.git' belongs to another user" 'a repository of another user'
advice=$(sed -n "s/.* allow it by '\(git config .*\)'$/\1/p" "$work/err")
check '... says how to allow it' test -n "$advice"
$advice
on_small 'getuid 4711 getuid' generate old
status_is 0 '... and so it is allowed'
rm -f "$HOME/.gitconfig"
on_small 'getuid 4711 getuid' --repo "$work" generate old
complains 2 "no git repository at '$work'" 'no repository is no matter of an owner'

# --- spatch

# spoils_nothing WHAT: with the fake spatch, or what that starts
spoils_nothing()
{
	no_fakes
	rm -rf "$project/patches/old"
	bp generate old
	check "... $1: the next run knows" \
		diff -r "$work/good/patches/old" "$project/patches/old"
}
for end in 'exit 1' 'kill -s KILL $$' 'exec sleep 600'; do
	fresh
	rm -rf "$XDG_CACHE_HOME"
	printf '#!/bin/sh\n%s\n' "$end" | fake spatch
	bp --timeout 1 generate old
	complains 1 'old: ' "spatch: $end"
	spoils_nothing "$end"
done
# spatch looks at the end of no program that it starts
fresh
rm -rf "$XDG_CACHE_HOME" "$project/patches/old"
for program in cp mv sh; do
	printf '#!/bin/sh\nkill -s KILL $$\n' | fake $program
done
bp generate old
check 'a cp that is killed is no rule that matches nothing' \
	diff -r "$work/good/patches/old" "$project/patches/old"
no_fakes

# A kernel that has a patch already: whether a rule would do something to its
# other files is asked, too.
fresh
small_kernel old
(cd "$work/tree" && patch -sp1) <"$(echo "$project"/patches/old/0002-*)"
commit_tree old
sed -i '6a // Also: drivers/thing/core.c' "$project/cocci/thing-register-args.cocci"
rm -rf "$XDG_CACHE_HOME" "$project/patches/old"
bp generate old
keep "$work/there"
out_has '1 in this kernel already' 'a kernel that has a patch already'
rm -rf "$XDG_CACHE_HOME" "$project/patches/old"
fake spatch <<EOF
#!/bin/sh
case \$* in
*rule.cocci*core.c) ! grep -q thing_register_args rule.cocci || kill -s KILL \$\$ ;;
esac
exec $(real spatch) "\$@"
EOF
bp generate old
complains 1 'core.c: spatch: killed by signal 9' 'spatch is killed on a file that goes with the series'
no_fakes
bp generate old
keep "$work/then"
check '... the next run knows' diff -r "$work/there" "$work/then"

# Who starts the program may not want to know how its children end.
fresh
rm -rf "$XDG_CACHE_HOME" "$project/patches/old"
run timeout 100 perl -e '$SIG{CHLD} = "IGNORE"; exec @ARGV' \
	"$bpg" --timeout 5 --repo "$work/kernel.git" \
	--config "$project/stable-targets.conf" generate old
status_is 0 'started with SIGCHLD ignored'
check '... it is as ever' diff -r "$work/good/patches/old" "$project/patches/old"

# --- forks, which share the work out

forget
fresh
rm -rf "$project/patches/old" "$project/patches/new"
on_small "fork $EAGAIN fork" -j 2 generate
status_is 0 'no fork: it takes longer, no more'
check '... and gives the same' diff -r "$work/good/patches" "$project/patches"

done_testing
