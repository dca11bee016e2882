#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-only
# Finds one thing: a blank at the end of a line that is added.
my ($file) = @ARGV[-1];
my $bad = 0;
open(my $in, '<', $file) or die "$file: $!\n";
while (<$in>) {
	next unless /^\+.*[ \t]$/;
	print "$file:$.: ERROR:TRAILING_WHITESPACE: trailing whitespace\n";
	$bad = 1;
}
exit($bad);
