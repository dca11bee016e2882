#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-only
# All that MAINTAINERS has, whatever the file.
print "MINI DRIVER\n";
