/* SPDX-License-Identifier: GPL-2.0-only */
/* Texts and names of others: what a reader would not see, and what no path may be. */
#ifndef PLAIN_H
#define PLAIN_H

#include "util.h"

/*
 * Where in @p the first character stands that a reader does not see for what it
 * is; NULL: nowhere. That is a control character but tab and newline, a byte
 * that is no UTF-8 (RFC 3629), and what turns the direction of writing or ends
 * a line in Unicode: "Trojan Source", CVE-2021-42574.
 */
const char *hidden_character(const char *p, size_t len);
/*
 * Is there none in this text? A fault names it and its line; @line0 is that of
 * the first line in the file @name.
 */
int check_seen(const char *text, size_t len, const char *name, int line0,
	       struct err *e) _must_check_;
/* Does a mark that turns the direction of writing stand in it? Any bytes. */
bool turns_text(const char *p, size_t len);

/*
 * May this be the name of one entry of a tree? Not "", "." or "..", nothing
 * with a "/", and no ".git", as HFS+ and NTFS spell that too: git's verify_path(),
 * is_hfs_dotgit() and is_ntfs_dotgit() (CVE-2014-9390, CVE-2019-1353).
 */
bool is_entry_name(const char *name, size_t len);

/*
 * May a series or a rule name this path? Each part is an entry's name that does
 * not begin with "-", in printable ASCII without blank, quote and backslash:
 * git, quilt and patch(1) write all others each in a way of its own. Else what
 * is wrong with it.
 */
const char *path_fault(const char *path);

#endif
