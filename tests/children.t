#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# The programs that are started: none outlives us, inherits what is open, or
# prints without end.
# shellcheck disable=SC2016 # sh -c gets its arguments
. "$(dirname "$0")/lib.sh"
. "$tests/cli/small.sh"
fresh

# quilt_runs COMMAND: what quilt does, but for telling its version
quilt_runs()
{
	fake quilt <<-END
	#!/bin/sh
	[ "\$1" != --version ] || { echo quilt 1; exit; }
	$1
	END
}

quilt_runs "echo \$\$ >$work/pids; exec sleep 600"
"$bpg" --repo "$work/kernel.git" --config "$project/stable-targets.conf" \
	verify old >"$work/out" 2>"$work/err" &
pid=$!
while [ ! -s "$work/pids" ] && kill -0 $pid; do sleep 0.05; done
kill -s KILL $pid
wait $pid 2>/dev/null
check 'SIGKILL while a program runs: that one ends as well' gone "$work/pids"

quilt_runs "echo \$\$ >$work/pids; exec yes"
bp verify old
complains 1 'it prints more than 64 MiB' 'a program that prints without end'
check '... is ended' gone "$work/pids"

quilt_runs "ls -l /proc/self/fd >$work/fds; exit 1"
echo secret >"$work/secret"
"$bpg" --repo "$work/kernel.git" --config "$project/stable-targets.conf" \
	verify old >"$work/out" 2>"$work/err" 7<"$work/secret"
check 'what we have inherited is not handed on' sh -c \
	'grep -q " 2 -> " "$1" && ! grep -F "$2" "$1"' - "$work/fds" "$work/secret"

done_testing
