# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh disable=SC2034,SC2154 # the caller has set the variables
#
# Packages of Debian's archives that the machine itself does not have, by apt
# with a configuration of our own: the signature of the archive is checked, the
# machine's own sources, architectures and lists stay as they are.
#
# Sourced. The caller has set $apt, a folder for configuration and lists, and
# $run, one for notes that only this run needs; and has warn() and die().

# ---- where from -------------------------------------------------------------

# The machine's archives: ADDRESS|RELEASE|LABEL. The labels are known to apt
# from the lists it has read; a machine that has none still has its sources.
ask_apt()
{
	# shellcheck disable=SC2016 # the $(...) are apt's
	apt-get indextargets "$@" --format '$(REPO_URI)|$(RELEASE)|$(LABEL)' \
		'Created-By: Packages' 2>/dev/null || :
}

# The machine's own address of the archive with the label $1. If no label
# tells, then that an address ends in $2 must do, on Debian itself.
own_mirror()
{
	if [ ! -e "$run/own" ]; then	# asking takes half a second
		ask_apt >"$run/own"
		if ! grep -q '|Debian$' "$run/own" ||
		   ! grep -q '|Debian-Security$' "$run/own"; then
			ask_apt --no-release-info >>"$run/own"
		fi
	fi
	awk -F'|' -v label="$1" -v end="/$2/" -v distro="$(
		sed -n 's/^ID=//p' /etc/os-release 2>/dev/null)" '
		$1 ~ /^cdrom:/ { next }
		$3 == label { print $1; found = 1; exit }
		distro == "debian" && guess == "" && length($1) > length(end) &&
			substr($1, length($1) - length(end) + 1) == end { guess = $1 }
		END { if (!found && guess != "") print guess }' "$run/own"
}

# The addresses to try for the suite $1, one a line
addresses()
(
	case $1 in
	*-security)
		variable=BACKPORTGEN_SECURITY_MIRROR folder=debian-security
		address=${BACKPORTGEN_SECURITY_MIRROR:-$(own_mirror Debian-Security $folder)} ;;
	*)
		variable=BACKPORTGEN_MIRROR folder=debian
		address=${BACKPORTGEN_MIRROR:-$(own_mirror Debian $folder)} ;;
	esac
	if [ -n "$address" ]; then
		echo "${address%/}"
	else
		warn "$1: this machine's apt knows no address for it, set $variable"
	fi
	[ -z "${BACKPORTGEN_ARCHIVE_MIRROR:-}" ] ||
		echo "${BACKPORTGEN_ARCHIVE_MIRROR%/}/$folder"
)

# ---- apt, with a configuration of our own -----------------------------------

with_apt()	# SUITE COMMAND...
{
	suite_=$1
	shift
	APT_CONFIG=$apt/$suite_/apt.conf "$@" </dev/null
}

# The machine's way to the network (proxies, time outs, ...) stays as it is;
# its sources, hooks and pins do not apply, and nothing unsigned is let in.
write_apt_conf()	# SUITE ARCHITECTURE
{
	mkdir -p "$apt/$1/lists/partial" "$apt/$1/archives/partial"
	{
		apt-config dump | grep '^Acquire::[A-Za-z]' |
			grep -Eiv '^Acquire::(IndexTargets|Changelogs|CompressionTypes|Languages|[A-Za-z]*(Insecure|Weak|Unauth)[A-Za-z]*)'
		cat <<-EOF
		Acquire::AllowInsecureRepositories "false";
		Acquire::AllowWeakRepositories "false";
		Acquire::AllowDowngradeToInsecureRepositories "false";
		Acquire::AllowReleaseInfoChange "true";
		Acquire::Languages "none";
		APT::Architecture "$2";
		APT::Architectures "$2";
		APT::Get::AllowUnauthenticated "false";
		APT::Sandbox::User "$(id -un)";
		Dir::Cache "$apt/$1";
		Dir::Etc::main "/dev/null";
		Dir::Etc::parts "/dev/null";
		Dir::Etc::preferences "/dev/null";
		Dir::Etc::preferencesparts "/dev/null";
		Dir::Etc::sourcelist "$apt/$1/sources.list";
		Dir::Etc::sourceparts "/dev/null";
		Dir::State "$apt/$1";
		Dir::State::lists "$apt/$1/lists";
		Dir::State::status "/dev/null";
		EOF
	} >"$apt/$1/apt.conf"
}

find_keyring()
{
	for keyring in ${BACKPORTGEN_KEYRING:+"$BACKPORTGEN_KEYRING"} \
		       /usr/share/keyrings/debian-archive-keyring.gpg \
		       /usr/share/keyrings/debian-archive-keyring.pgp; do
		[ ! -r "$keyring" ] || return 0
		[ -z "${BACKPORTGEN_KEYRING:-}" ] || break
	done
	die "no keys to check Debian's signatures with, install debian-archive-keyring (looked for $keyring)"
}

# Reads the lists of a suite from ADDRESS, for deb or for deb and deb-src.
# Its answer is a word: ok, gone, unsigned, forged or away (the network);
# $apt/SUITE/log tells more.
read_lists()	# SUITE ADDRESS ARCHITECTURE deb|deb-src
{
	dir=$apt/$1 options="arch=$3 signed-by=$keyring"
	# what has moved to an archive is no longer signed anew
	case $2 in "${BACKPORTGEN_ARCHIVE_MIRROR:-none}"/*)
		options="$options check-valid-until=no" ;;
	esac
	{
		echo "deb [$options] $2 $1 main"
		[ "$4" = deb ] || echo "deb-src [$options] $2 $1 main"
	} >"$dir/sources.list.new"
	cmp -s "$dir/sources.list.new" "$dir/sources.list" || rm -rf "$dir/lists"
	mkdir -p "$dir/lists/partial"
	mv "$dir/sources.list.new" "$dir/sources.list"
	rm -f "$dir/updated"
	if with_apt "$1" apt-get -q -o APT::Update::Error-Mode=any update >"$dir/log" 2>&1; then
		rm -f "$dir/absent"
		touch "$dir/updated"
		echo ok
	elif grep -Eq 'GPG error|NO_PUBKEY|BADSIG|EXPKEYSIG|REVKEYSIG|signatures? ' "$dir/log"; then
		echo forged
	elif grep -q 'is not signed' "$dir/log"; then
		echo unsigned
	elif grep -Eq 'does not have a Release file|no longer has a Release file|404 ' "$dir/log"; then
		echo gone
	else
		echo away
	fi
}

# What others wrote, for a terminal
printable()
{
	tr -c '[:print:]\n' '?'
}

# The first complaint in apt's output $1, without what stands around it
complaint()
{
	sed -n 's/^[EW]: //p' "$1" | head -n 1 | printable
}
