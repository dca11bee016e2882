#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-only
# Finds a blank at the end of a line that is added. And as the real one does
# where there is no .git: takes every commit for unknown that a message names.
my ($file) = $ARGV[-1];
my $ignored = ",@ARGV,";
my ($bad, $diff) = (0, 0);
sub found
{
	my ($level, $type, $text) = @_;
	return if $ignored =~ /[ ,]\Q$type\E[ ,]/;
	print "$file:$.: $level:$type: $text\n";
	$bad = 1;
}
open(my $in, '<', $file) or die "$file: $!\n";
while (<$in>) {
	$diff ||= /^diff /;
	found('ERROR', 'TRAILING_WHITESPACE', 'trailing whitespace') if /^\+.*[ \t]$/;
	next if $diff;
	found('WARNING', 'UNKNOWN_COMMIT_ID', "Unknown commit id '$2'")
		if /(^fixes:|\bcommit)\s+([0-9a-f]{6,40})\b/i;
	found('ERROR', 'GIT_COMMIT_ID', 'Please use git commit description style')
		if /\bcommit\s+[0-9a-f]{5,}+(?! \("|$)/i;
}
exit($bad);
