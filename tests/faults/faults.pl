#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-only
#
# Make calls of backportgen fail one by one, and look at what comes of it. What
# is done and asked stands in README.md; stage.sh makes what this works on.
use strict;
use warnings;
use Cwd qw(abs_path);
use Errno;
use File::Basename qw(dirname);
use Getopt::Long;
use JSON::PP ();
use List::Util qw(first min shuffle);
use POSIX ();
use Time::HiRes qw(time sleep);

my ($stage, $program, $top, $jobs, $sample, $verbose, $replays,
    $list);
my (@only_classes, @only_scenarios, @only_functions, $kills);
GetOptions(
	'stage=s' => \$stage, 'program=s' => \$program, 'top=s' => \$top,
	'jobs=i' => \$jobs, 'sample' => \$sample, 'verbose' => \$verbose,
	'list' => \$list,
	'replays=s' => \$replays, 'kills=i' => \$kills,
	'class=s' => \@only_classes, 'scenario=s' => \@only_scenarios,
	'function=s' => \@only_functions,
) && $stage && $program && $top or die "faults.pl: wrong use\n";
$jobs ||= `nproc` + 0 || 1;
$kills ||= 1000;
$| = 1;

# A run that takes longer hangs, however slow the machine is.
my $limit = 60;
my $library = "$stage/faults.so";

# --- what may fail, and how ---------------------------------------------------

no warnings 'qw';
my @classes = (
	[open   => qw(EIO EMFILE ENOMEM ENOSPC EINTR EMFILE,on)],
	[read   => qw(EIO EINTR short short,on EIO,on)],
	[write  => qw(ENOSPC EIO EINTR short ENOSPC,on short,on)],
	[close  => qw(EIO)],
	[rename => qw(EIO ENOSPC ENOSPC,on)],
	[link   => qw(EIO ENOSPC)],
	[mkdir  => qw(EIO ENOSPC ENOSPC,on)],
	[unlink => qw(EIO EIO,on)],
	[rmdir  => qw(EIO EIO,on)],
	[dir    => qw(EIO EMFILE ENOMEM EIO,on)],
	[stat   => qw(EIO ENOMEM EIO,on)],
	[sync   => qw(EIO ENOSPC EIO,on)],
	[mmap   => qw(ENOMEM EIO ENOMEM,on)],
	[spawn  => qw(EAGAIN ENOMEM EAGAIN,on)],
	[child  => qw(killed status killed,on)],
	[pipe   => qw(EMFILE EMFILE,on)],
	[lock   => qw(ENOLCK EINTR EIO)],
	[wait   => qw(EINTR)],
	[malloc => qw(ENOMEM)],
);
use warnings 'qw';
my %errors = map { my ($class, @how) = @$_; ($class => \@how) } @classes;

sub errno_of
{
	my $name = shift;

	return Errno->can($name)->();
}

# The words by which a message can name the cause.
sub causes_of
{
	my ($error, $class) = @_;

	return ('Interrupted system call') if $error eq 'short';
	return ('killed by signal 9') if $error eq 'killed';
	return ('exit status 1', 'says nothing') if $error eq 'status';
	local $! = errno_of($error);
	my @words = ("$!");
	push @words, 'out of memory', 'Out of memory' if $error eq 'ENOMEM';
	return @words;
}

# --- what is run --------------------------------------------------------------

my %projects = (
	map({ ($_ => {
		args => ['--repo', "$stage/small.git", '--config',
			 "$stage/$_/stable-targets.conf"],
		targets => [], names => ['new', 'old'],
	}) } 'early', 'late'),
	skeleton => {
		args => ['--repo', "$stage/skeleton.git", '--config',
			 "$top/stable-targets.conf"],
		targets => ['current=current', 'shape=register-alone'],
		names => ['current', 'shape'],
	},
	refused => {
		args => ['--repo', "$stage/small.git", '--config',
			 "$stage/refused/stable-targets.conf"],
		targets => ['callback=callback'], names => ['callback'],
	},
);

# Each begins with an output directory and a cache as another run left them.
my @scenarios = (
	{ name => 'current', command => ['generate'], output => 'late',
	  cache => 'late' },
	{ name => 'check', command => ['check'], output => 'late',
	  cache => 'late' },
	{ name => 'update', command => ['generate'], output => 'early',
	  cache => 'early' },
	{ name => 'probe', command => ['probe'], output => 'late' },
	{ name => 'fresh', command => ['generate'] },
	{ name => 'skeletons-check', command => ['check'],
	  project => 'skeleton', output => 'skeleton', cache => 'skeleton' },
	{ name => 'skeletons', command => ['generate'], project => 'skeleton',
	  slow => 1 },
	{ name => 'refused', command => ['generate'], project => 'refused',
	  cache => 'early',
	  refused => 'callback: .* sets \\.start of struct thing_ops' },
	{ name => 'verified', command => ['verify', '--level=apply'],
	  output => 'proven', cache => 'proven' },
	{ name => 'verify', command => ['verify', '--level=apply'],
	  output => 'late', cache => 'late', slow => 1 },
);

sub command_line
{
	my ($project, $dir, @command) = @_;
	my $p = $projects{$project};

	push @command, '--output', "$dir/out" if $command[0] ne 'probe';
	return ($program, '-j2', @{$p->{args}}, @command, @{$p->{targets}});
}

sub slurp
{
	my $path = shift;

	open my $f, '<:raw', $path or return '';
	local $/;
	my $text = <$f>;
	return defined $text ? $text : '';
}

sub spill
{
	my ($path, $text) = @_;

	open my $f, '>:raw', $path or die "$path: $!\n";
	print $f $text;
	close $f or die "$path: $!\n";
}

sub start
{
	my ($dir, $env, @argv) = @_;
	my $pid = fork;

	defined $pid or die "fork: $!\n";
	return $pid if $pid;
	setpgrp 0, 0;
	open STDIN, '<', '/dev/null';
	open STDOUT, '>', "$dir/stdout" or POSIX::_exit(98);
	open STDERR, '>', "$dir/stderr" or POSIX::_exit(98);
	@ENV{'XDG_CACHE_HOME', 'TMPDIR'} = ("$dir/cache", "$dir/tmp");
	@ENV{keys %$env} = values %$env;
	$ENV{ASAN_OPTIONS} = 'verify_asan_link_order=0:detect_leaks=0'
		if $env->{LD_PRELOAD};
	$SIG{$_} = 'DEFAULT' for qw(HUP INT QUIT TERM PIPE);
	exec @argv or POSIX::_exit(97);
}

# What a slow machine makes it say of its progress is no complaint.
sub stderr_of
{
	my $dir = shift;

	return join '', grep { !/^backportgen: [0-9]+ s: / }
		map { "$_\n" } split /\n/, slurp("$dir/stderr");
}

# Run a program to its end: what it printed, and how it ended.
sub run
{
	my ($dir, $env, @argv) = @_;
	my $pid = start($dir, $env, @argv);
	my $ended = 0;

	local $SIG{ALRM} = sub { kill 'KILL', -$pid; $ended = 1 };
	alarm $limit;
	while (waitpid($pid, 0) < 0 && $!{EINTR}) { }
	my $status = $?;
	alarm 0;
	return {
		hung => $ended, signal => $status & 127, status => $status >> 8,
		out => slurp("$dir/stdout"), err => stderr_of($dir),
	};
}

sub prepare
{
	my ($dir, $s) = @_;

	system('rm', '-rf', $dir);
	mkdir $dir or die "$dir: $!\n";
	mkdir "$dir/$_" for 'tmp', 'cache';
	for (['out', $s->{output}], ['cache', $s->{cache}]) {
		my ($what, $from) = @$_;

		next if !$from;
		system('cp', '-a', "$stage/made/$from/$what/.", "$dir/$what");
	}
}

# --- what is there ------------------------------------------------------------

# Relative path => contents; a proof without what differs from run to run.
sub contents
{
	my ($dir, $below, $into) = ($_[0], $_[1] // '', $_[2] // {});

	opendir my $d, "$dir/$below" or return $into;
	for my $name (sort grep { !/^\.\.?$/ } readdir $d) {
		my $path = $below eq '' ? $name : "$below/$name";

		if (-d "$dir/$path") {
			$into->{"$path/"} = '';
			contents($dir, $path, $into);
			next;
		}
		my $text = slurp("$dir/$path");

		if ($name eq 'proof.json') {
			my $json = eval { JSON::PP->new->decode($text) };

			delete $json->{timing} if $json;
			$text = $json ? JSON::PP->new->canonical->encode($json)
				      : "no JSON: $text";
		}
		$into->{$path} = $text;
	}
	return $into;
}

sub part_of
{
	my ($all, $name) = @_;

	return { map { ($_ => $all->{$_}) } grep { m{^\Q$name\E/} } keys %$all };
}

sub same
{
	my ($a, $b) = @_;

	return keys %$a == keys %$b &&
	       !grep { !defined $b->{$_} || $a->{$_} ne $b->{$_} } keys %$a;
}

sub differing
{
	my ($a, $b) = @_;
	my %all = (%$a, %$b);

	return join ', ', grep {
		!defined $a->{$_} || !defined $b->{$_} || $a->{$_} ne $b->{$_}
	} sort keys %all;
}

# Files that a cache should not have: parts of entries.
sub parts_left
{
	my $dir = shift;

	return grep { !m{/$} && !m{^[0-9a-f]{2}/[0-9a-f]{38}$} }
		keys %{contents("$dir/cache/backportgen/memory")};
}

# --- the runs that nothing disturbs -------------------------------------------

sub make_start
{
	my ($name, $project) = @_;
	my $dir = "$stage/made/$name";
	my @lines = (['generate']);

	prepare($dir, {});
	push @lines, ['verify', '--level=apply'] if $name eq 'proven';
	for my $line (@lines) {
		my $r = run($dir, {}, command_line($project, $dir, @$line));

		!$r->{status} && $r->{err} eq ''
			or die "faults.pl: @$line does not work: $r->{err}\n";
	}
}

# What each scenario comes to, and the calls that it makes on the way.
sub look_at
{
	my ($s, $dir) = @_;

	prepare($dir, $s);
	$s->{start} = contents("$dir/out");
	my @argv = command_line($s->{project} // 'late', $dir, @{$s->{command}});
	my $r = run($dir, {}, @argv);

	($s->{refused} ? $r->{status} == 1 && $r->{err} =~ $s->{refused}
		       : !$r->{status} && $r->{err} eq '')
		or die "faults.pl: $s->{name} does not work: $r->{err}\n";
	$s->{stdout} = $r->{out};
	$s->{err} = $r->{err};
	$s->{end} = contents("$dir/out");
	prepare($dir, $s);
	unlink "$dir/calls";
	run($dir, { LD_PRELOAD => $library, FAULT_CALLS => "$dir/calls" },
	    @argv);
	for (split /\n/, slurp("$dir/calls")) {
		my ($class, $id, $where, $n, @callers) = split / /;

		push @{$s->{chains}}, {
			class => $class, id => $id, where => $where, n => $n,
			callers => \@callers,
		};
	}
	$s->{chains} or die "faults.pl: $s->{name}: the library counts nothing\n";
}

# The program's functions in chains of callers, from the call outwards.
my %function_at;

sub learn_functions
{
	my %new = map { ($_ => 1) } grep { !exists $function_at{$_} }
		map { /^backportgen\+([0-9a-f]+)$/ ? $1 : () } @_;
	my @places = sort keys %new;

	while (my @some = splice @places, 0, 2000) {
		# the call is in front of where it returns to
		my @at = map { sprintf '%x', hex($_) - 1 } @some;
		my @lines = split /\n/,
			qx(addr2line -a -i -f -s -e '$program' @at 2>/dev/null);
		my $to;

		# an address, and two lines for each function there, the
		# innermost first: those that were compiled into others, too
		while (@lines) {
			my $line = shift @lines;

			if ($line =~ /^0x/) {
				$to = $function_at{shift @some} = [];
				next;
			}
			shift @lines;
			$line =~ s/\..*//;
			push @$to, $line;
		}
	}
}

sub functions
{
	my $c = shift;
	my @names;

	for (@{$c->{callers}}) {
		if (/^backportgen\+([0-9a-f]+)$/) {
			push @names, @{$function_at{$1}};
		} elsif (/^(lib[a-z0-9]*)/) {
			push @names, $1 if !@names || $names[-1] ne $1;
		}
	}
	return grep { $_ ne '_start' && $_ ne '?' } @names;
}

# --- one fault ----------------------------------------------------------------

sub complaints
{
	return grep { /^backportgen: / && !/: interrupted;/ } split /\n/, shift;
}

# How long something took is another each time.
sub untimed
{
	return map { s/, [0-9.]+ s$//r } split /\n/, shift;
}

# What libgit2 says where it does not pass on why, and goes by "not found" where
# a file of an object could not be looked at.
my $by_libgit2 = join '|', 'not found', 'no revision', 'no git repository',
	'failed to', 'could not', 'cannot read', 'gives no reason';

# What is wrong with how it ended?
sub judge
{
	my ($s, $f, $r, $dir) = @_;
	my @wrong;
	my @lines = complaints($r->{err});
	my @stray = grep { !/^backportgen: / && !/^  / } split /\n/, $r->{err};

	return ('hangs') if $r->{hung};
	return ("dies of signal $r->{signal}") if $r->{signal};
	push @wrong, "status $r->{status}" if $r->{status} > 2;
	push @wrong, "a line without its name: $stray[0]" if @stray;
	my $out = contents("$dir/out");

	# the old series may stay for the next run to remove
	delete @$out{grep { /^\.backportgen-/ } keys %$out}
		if $f->{class} =~ /^(unlink|rmdir|dir|malloc)$/;
	if ($s->{refused}) {
		push @wrong, 'is not refused' if !$r->{status};
		return @wrong if $r->{err} eq $s->{err};
	}
	if (!$r->{status}) {
		push @wrong, "status 0 with a complaint: $lines[0]" if @lines;
		push @wrong, 'status 0, and prints something else'
			if $r->{out} ne $s->{stdout} &&
			   $s->{command}[0] ne 'verify';
		push @wrong, 'status 0, and wrong: '.differing($out, $s->{end})
			if !same($out, $s->{end});
		return @wrong;
	}
	my $libgit2 = ($f->{callers}[0] =~ /^libgit2/ || $f->{how} eq 'on') &&
		@lines && $lines[0] =~ /$by_libgit2/;

	push @wrong, 'a short one is a fault: '.($lines[0] // '')
		if $f->{error} eq 'short' && !$libgit2;
	if (!@lines) {
		push @wrong, "status $r->{status} without a word";
	} elsif (!$libgit2 &&
		 !grep { my $w = $_; grep { index($_, $w) >= 0 } @lines }
		 causes_of($f->{error}, $f->{class})) {
		push @wrong, "does not name the cause: $lines[0]";
	}
	# a program that says "no" may mean it
	return @wrong if $f->{error} eq 'status';
	my %known = map { ($_ => 1) } untimed($s->{stdout});

	for (untimed($s->{command}[0] eq 'probe' ? '' : $r->{out})) {
		push @wrong, "gives a verdict: $_" if !$known{$_};
	}
	for my $name (@{$projects{$s->{project} // 'late'}{names}}) {
		my $is = part_of($out, $name);

		push @wrong, "mixed: $name: ".differing($is, part_of($s->{end}, $name))
			if !same($is, part_of($s->{start}, $name)) &&
			   !same($is, part_of($s->{end}, $name));
	}
	return @wrong;
}

# And with the run after it, which nothing disturbs?
sub judge_next
{
	my ($s, $dir) = @_;
	my $project = $s->{project} // 'late';
	my $r = run($dir, {}, command_line($project, $dir, @{$s->{command}}));
	my @wrong;

	push @wrong, "the next run fails: $r->{err}"
		if !$s->{refused} &&
		   ($r->{status} || $r->{signal} || $r->{err} ne '');
	push @wrong, "the next run ends with $r->{status}: $r->{err}"
		if $s->{refused} &&
		   ($r->{status} != 1 || $r->{err} ne $s->{err});
	push @wrong, 'the next run prints something else'
		if $s->{command}[0] =~ /check|probe/ && $r->{out} ne $s->{stdout};
	if ($s->{command}[0] =~ /check|probe/ && !@wrong) {
		# what it remembers of this is asked by what writes
		system('rm', '-rf', "$dir/out");
		$r = run($dir, {}, command_line($project, $dir, 'generate'));
	}
	my $out = contents("$dir/out");

	push @wrong, 'after the next run: '.differing($out, $s->{end})
		if !same($out, $s->{end});
	my @left = (map({ "tmp/$_" } sort keys %{contents("$dir/tmp")}),
		    sort(parts_left($dir)));
	push @wrong, "left for ever: $left[0]" if @left;
	return @wrong;
}

sub try_fault
{
	my ($s, $f, $dir) = @_;
	my $number = $f->{error} =~ /^E/ ? errno_of($f->{error}) : $f->{error};

	prepare($dir, $s);
	unlink "$dir/report";
	my $r = run($dir, {
		LD_PRELOAD => $library, FAULT_REPORT => "$dir/report",
		FAULT => "$f->{class} $number $f->{id} $f->{nth} $f->{where} $f->{how}",
	}, command_line($s->{project} // 'late', $dir, @{$s->{command}}));
	my $met = -s "$dir/report" ? 1 : 0;
	my @wrong = judge($s, $f, $r, $dir);

	push @wrong, judge_next($s, $dir);
	return ($met, slurp("$dir/report"), $r, @wrong);
}

# --- which faults -------------------------------------------------------------

sub wanted
{
	my ($list, $word) = @_;

	return !@$list || grep { $_ eq $word } @$list;
}

# Of the calls that one chain of callers makes: the first and the last, and of
# those that read directories, where each has its own answer, all.
sub which
{
	my ($c, $error, $slow) = @_;

	return 1 if $c->{class} eq 'malloc' || $error =~ /,/;
	return 1 .. min($c->{n}, 40) if $c->{class} eq 'child';
	return 1 if $slow;
	return 1 .. min($c->{n}, 40) if $c->{class} eq 'dir' && $error eq 'EIO';
	return $c->{n} > 1 && $error eq $errors{$c->{class}}[0]
		? (1, $c->{n}) : 1;
}

sub faults_of
{
	my ($s, $seen) = @_;
	my @faults;

	for my $c (@{$s->{chains}}) {
		my ($class, $id, $where) = @{$c}{qw(class id where)};

		next if !wanted(\@only_classes, $class);
		# what only asks is asked in one scenario, the cheapest
		next if $class =~ /^(malloc|open|close|read|dir|stat|mmap)$/ &&
			$seen->{"$class $id $where"}++;
		my @of = @{$errors{$class}};

		# where a run takes long, the first error stands for all
		@of = $of[0] if $s->{slow} && $class ne 'child';
		for my $error (@of, $class eq 'child' &&
			       $s->{name} =~ /fresh|probe/ ? map { "killed,$_" } 1 .. 8 : ()) {
			for my $nth (which($c, $error, $s->{slow})) {
				my ($name, $on) = split /,/, $error;

				push @faults, {
					class => $class, id => $id,
					where => $where, nth => $nth,
					error => $name, how => $on // 'once',
					scenario => $s,
					callers => $c->{callers},
				};
			}
		}
	}
	return @faults;
}

# "SCENARIO CLASS ERROR[,on] FUNCTION...": the chains that have these.
sub replays_of
{
	my @found;

	for my $line (split /\n/, slurp($replays)) {
		next if $line =~ /^\s*(#|$)/;
		my ($name, $class, $error, @names) = split ' ', $line;
		my @some = grep {
			my $f = $_;
			my %has = map { ($_ => 1) } functions($f);

			$f->{scenario}{name} eq $name && $f->{class} eq $class &&
			$f->{error}.($f->{how} eq 'once' ? '' : ",$f->{how}") eq $error &&
			!grep { !$has{$_} } @names;
		} @_;
		print "# replay not met: $line\n" if !@some;
		push @found, $some[0] if @some;
	}
	return @found;
}

# A few of each class, by place and not by chance.
sub sample_of
{
	my (%of, @some);

	push @{$of{$_->{class}}}, $_ for @_;
	for my $class (sort keys %of) {
		my @all = @{$of{$class}};
		my $n = min(2, scalar @all);

		push @some, map { $all[int(($_ + 0.5) * @all / $n)] } 0 .. $n - 1;
	}
	return @some;
}

# --- all of them --------------------------------------------------------------

sub describe
{
	my ($f, $what, $about) = @_;

	# a misfit is told in lines of its own
	($what, $about) = map { s/\n+$//r =~ s/\n/ | /gr =~ s/\Q$stage\E\///gr }
		$what, $about;
	return sprintf '%s: %s %s%s%s%s in %s: %s%s', $f->{scenario}{name},
		$f->{class}, $f->{error}, $f->{how} eq 'once' ? '' : ",$f->{how}",
		$f->{nth} > 1 ? " of call $f->{nth}" : '',
		$f->{where} eq 'fork' ? ' in a fork' : '',
		join(' < ', functions($f)), $what, $about ? " [$about]" : '';
}

sub share_out
{
	my @faults = @_;
	my @pids;

	for my $job (0 .. $jobs - 1) {
		my $pid = fork;

		defined $pid or die "fork: $!\n";
		push @pids, $pid;
		next if $pid;
		open my $f, '>', "$stage/results.$job" or die "results: $!\n";
		for (my $i = $job; $i < @faults; $i += $jobs) {
			my ($met, $report, $r, @wrong) =
				try_fault($faults[$i]{scenario}, $faults[$i],
					  "$stage/run.$job");

			print $f JSON::PP->new->canonical->encode(
				{ i => $i, met => $met, err => $r->{err},
				  wrong => [map { describe($faults[$i], $_, $report) }
					    @wrong] }), "\n";
		}
		close $f;
		POSIX::_exit(0);
	}
	for (@pids) {
		waitpid $_, 0;
		die "faults.pl: a worker failed\n" if $?;
	}
	return sort { $a->{i} <=> $b->{i} } map {
		map { JSON::PP->new->decode($_) } split /\n/,
			slurp("$stage/results.$_")
	} 0 .. $jobs - 1;
}

sub faults
{
	my (%seen, @faults, %calls, %injected, %missed, %violations);

	my @chosen = grep { wanted(\@only_scenarios, $_->{name}) } @scenarios;

	# of those that do the same to other kernels, the sample has one
	@chosen = grep { $_->{name} !~ /^(skeletons|verified|check)/ } @chosen
		if $sample;
	for my $s (@chosen) {
		look_at($s, "$stage/run.0");
		$calls{$_->{class}} += $_->{n} for @{$s->{chains}};
		push @faults, faults_of($s, \%seen);
	}
	learn_functions(map { @{$_->{callers}} } @faults);
	@faults = grep {
		my $f = $_;
		my %has = map { ($_ => 1) } functions($f);

		!grep { !$has{$_} } @only_functions;
	} @faults if @only_functions;
	@faults = (sample_of(@faults), $replays ? replays_of(@faults) : ())
		if $sample;
	my $bad = 0;

	print '# ', scalar @faults, " faults\n";
	if ($list) {
		my %n;

		$n{"$_->{scenario}{name} $_->{class}"}++ for @faults;
		print map { "# $_: $n{$_}\n" } sort keys %n;
		return 0;
	}
	printf "# after %.1f s\n", time - $^T if $verbose;
	for my $result (share_out(@faults)) {
		my $f = $faults[$result->{i}];
		my $class = $f->{class};

		$injected{$class} += $result->{met};
		$missed{$class} += !$result->{met};
		$violations{$class} += @{$result->{wrong}} ? 1 : 0;
		print "# $_\n" for @{$result->{wrong}};
		print '# + ', describe($f, $result->{err} || 'well', ''), "\n"
			if $verbose && !@{$result->{wrong}};
	}
	printf "%-8s %8s %8s %8s %10s\n",
		qw(class calls faults missed violations);
	for (map { $_->[0] } @classes) {
		next if !wanted(\@only_classes, $_) || !$calls{$_};
		printf "%-8s %8d %8d %8d %10d\n", $_, $calls{$_},
			$injected{$_} // 0, $missed{$_} // 0,
			$violations{$_} // 0;
		$bad += $violations{$_} // 0;
	}
	return $bad;
}

# --- SIGKILL at any moment ----------------------------------------------------

# Eight at once, half of them for each of two series, on one output directory
# and one cache, until so many were killed.
sub kills
{
	my $dir = "$stage/run.kill";
	my @names = ('new', 'old');
	my ($n, $killed, $well, $refused, $bad) = (0, 0, 0, 0, 0);
	my (%running, %end, $longest, $quiet);
	my @slots = map { "$stage/run.kill.$_" } 0 .. 7;

	prepare($dir, {});
	$end{$_} = contents("$stage/made/$_/out") for 'early', 'late';
	# a moment up to the end of a run that has all to do, and a little more
	for my $project ('early', 'late') {
		my $since = time;

		run($dir, {}, command_line($project, $dir, 'generate'));
		$longest = time - $since if !$longest || time - $since > $longest;
	}
	srand 1;
	while ($killed < $kills || %running) {
		if ($quiet && !%running) {
			my $is = contents("$dir/out");

			for my $name (@names) {
				my $part = part_of($is, $name);

				next if !%$part || grep {
					same($part, part_of($end{$_}, $name))
				} 'early', 'late';
				$bad++;
				print "# kills: $name is neither series\n";
			}
			# again and again there is all to do
			system('rm', '-rf', "$dir/out") if $quiet % 3 == 0;
			system('rm', '-rf', "$dir/cache") if $quiet % 5 == 0;
			mkdir "$dir/cache";
			$quiet = 0;
		}
		while ($killed < $kills && @slots && !$quiet) {
			my $own = shift @slots;
			my $pid;

			mkdir $own;
			$n++;
			$quiet = $n / 24 if $n % 24 == 0;
			$pid = start($own, {}, 'env', "XDG_CACHE_HOME=$dir/cache",
				"TMPDIR=$dir/tmp",
				command_line($n % 2 ? 'early' : 'late', $dir, 'generate'));
			# most are refused soon, or find all done
			$running{$pid} = { at => time + rand() ** 4 * 2 * $longest,
					   dir => $own };
		}
		for (keys %running) {
			kill 'KILL', $_ if time >= $running{$_}{at};
		}
		my $pid = waitpid -1, POSIX::WNOHANG();

		if ($pid <= 0) {
			sleep 0.001;
			next;
		}
		my $r = delete $running{$pid} or next;
		my $err = stderr_of($r->{dir});

		push @slots, $r->{dir};
		if (($? & 127) == 9) {
			$killed++;
		} elsif (!$? && $err eq '') {
			$well++;
		} elsif ($? >> 8 == 1 &&
			 $err =~ /^backportgen: [^\n]*: another run of backportgen is writing here[^\n]*\n$/) {
			$refused++;
		} else {
			$bad++;
			print "# kills: ends with ", $? >> 8, ", signal ",
				$? & 127, ": $err\n";
		}
	}
	# programs that killed runs left end by themselves
	sleep 1;
	for my $project ('early', 'late') {
		my $r = run($dir, {}, command_line($project, $dir, 'generate'));
		my $is = contents("$dir/out");
		my @left = (keys %{contents("$dir/tmp")}, parts_left($dir));

		next if !$r->{status} && $r->{err} eq '' &&
			same($is, $end{$project}) && !@left;
		$bad++;
		print "# kills: a last run of $project: $r->{err}",
			differing($is, $end{$project}), " left: @left\n";
	}
	print "kills: $n runs, eight at once: $killed killed, $well well, $refused refused, $bad violations\n";
	return $bad;
}

# --- a memory that is damaged -------------------------------------------------

my @damages = (
	['cut to nothing' => sub { truncate $_[0], 0 }],
	['cut in half' => sub { truncate $_[0], (-s $_[0]) / 2 }],
	['cut by a byte' => sub { truncate $_[0], (-s $_[0]) - 1 }],
	['grown' => sub { spill($_[0], slurp($_[0]).'x') }],
	['flipped at its head' => sub { flip($_[0], 3) }],
	['flipped in its sum' => sub { flip($_[0], 30) }],
	['flipped at its end' => sub { flip($_[0], (-s $_[0]) - 1) }],
	['zeroed' => sub { spill($_[0], "\0" x -s $_[0]) }],
	['swapped' => sub {
		my ($x, $y) = (slurp($_[0]), slurp($_[1]));
		spill($_[0], $y);
		spill($_[1], $x);
	}],
	['a copy of another' => sub { spill($_[0], slurp($_[1])) }],
	['a directory' => sub { unlink $_[0]; mkdir $_[0] }],
	['a fifo' => sub { unlink $_[0]; POSIX::mkfifo($_[0], 0600) }],
	['a link to nowhere' => sub { unlink $_[0]; symlink 'nowhere', $_[0] }],
	['an endless one' => sub { unlink $_[0]; symlink '/dev/zero', $_[0] }],
	['forbidden' => sub { chmod 0, $_[0] }],
);

sub flip
{
	my ($path, $at) = @_;
	my $text = slurp($path);

	substr($text, $at, 1) ^= "\x10";
	spill($path, $text);
}

sub memory
{
	my $dir = "$stage/run.memory";
	my $memory = "$dir/cache/backportgen/memory";
	my $end = contents("$stage/made/late/out");
	my $cache = contents("$stage/made/late/cache/backportgen/memory");
	my @entries = sort grep { !m{/$} } keys %$cache;
	my ($n, $bad, $anew) = (0, 0, 0);

	for my $i (0 .. $#entries) {
		for (@damages) {
			my ($what, $damage) = @$_;

			prepare($dir, { cache => 'late' });
			$damage->("$memory/$entries[$i]",
				  "$memory/$entries[($i + 1) % @entries]");
			my $r = run($dir, {}, command_line('late', $dir, 'generate'));
			my $is = contents("$dir/out");

			$n++;
			# or nobody asked for it
			$anew++ if -f "$memory/$entries[$i]" &&
				slurp("$memory/$entries[$i]") eq $cache->{$entries[$i]};
			next if !$r->{status} && !$r->{signal} &&
				$r->{err} eq '' && same($is, $end);
			$bad++;
			print "# memory: $entries[$i] $what: status $r->{status}, $r->{err} ",
				differing($is, $end), "\n";
		}
	}
	print "memory: ", scalar @entries, " entries, $n damages, $anew made anew, $bad violations\n";
	return $bad;
}

# --- what is on disk before what ----------------------------------------------

# A file or a directory that is renamed into the output has to be on disk with
# all that is in it, and the directory that it comes to has to follow.
sub trace_faults
{
	my $dir = shift;
	my (%file, %folder, $from, %pending, @wrong, $renames, $entries);
	my $parent = sub { dirname($_[0]) };

	$renames = $entries = 0;
	for (split /\n/, slurp("$dir/trace")) {
		my ($what, $path) = split / /, $_, 2;

		if ($what eq 'syncfs') {
			%file = %folder = %pending = ();
		} elsif ($what eq 'sync') {
			delete @{$_}{$path} for \%file, \%folder, \%pending;
		} elsif ($what eq 'write') {
			$file{$path} = 1;
		} elsif ($what eq 'create') {
			$file{$path} = 1;
			$folder{$parent->($path)} = 1;
		} elsif ($what eq 'mkdir') {
			$folder{$path} = $folder{$parent->($path)} = 1;
		} elsif ($what eq 'unlink') {
			for my $to (grep { $pending{$_} ne '' } keys %pending) {
				next if index("$path/", "$pending{$to}/");
				push @wrong, "$path goes before the exchange in $to is on disk";
				$pending{$to} = '';
			}
			delete @{$_}{$path} for \%file, \%folder;
		} elsif ($what eq 'from') {
			$from = $path;
		} elsif ($what eq 'rename' || $what eq 'exchange') {
			if (index($path, "$dir/out/") != 0) {
				$entries++ if index($path, "$dir/cache/") == 0;
				next;
			}
			$renames++;
			my @not = grep { index("$_/", "$from/") == 0 }
				sort keys %{{%file, %folder}};

			push @wrong, scalar @not." not on disk before $from is renamed to $path, as $not[-1]"
				if @not;
			$pending{$parent->($path)} = $what eq 'exchange' ? $from : '';
		}
	}
	push @wrong, map { "$_ is not put on disk after a rename into it" }
		sort keys %pending;
	return ($renames, $entries, @wrong);
}

sub power
{
	my $dir = "$stage/run.power";
	my ($bad, $all, $cached) = (0, 0, 0);

	for my $s (grep { $_->{name} =~ /^(fresh|update|current|verify)$/ } @scenarios) {
		prepare($dir, $s);
		my $r = run($dir, { LD_PRELOAD => $library,
				    FAULT_TRACE => "$dir/trace" },
			    command_line('late', $dir, @{$s->{command}}));
		my ($renames, $entries, @wrong) = trace_faults($dir);

		$all += $renames;
		$cached += $entries;
		$bad += @wrong;
		s/\Q$dir\E\///g for @wrong;
		print map { "# power: $s->{name}: $_\n" } @wrong;
	}
	print "power: $all renames into the output, $cached into the cache (their sums tell), $bad violations\n";
	return $bad;
}

mkdir "$stage/made";
make_start(@$_) for ['early', 'early'], ['late', 'late'], ['proven', 'late'],
	['skeleton', 'skeleton'];
my %parts = (faults => \&faults, kills => \&kills, memory => \&memory,
	     power => \&power);
my $bad = 0;

for my $part (@ARGV ? @ARGV : ('power', 'memory', 'faults', 'kills')) {
	my $since = time;

	$bad += $parts{$part}->();
	printf "# %s: %.0f s\n", $part, time - $since;
}
exit($bad ? 1 : 0);
