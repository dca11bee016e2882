/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The rules under cocci/: a file each, whose header says when the rule is
 * needed, on what, and why. NAME.cocci holds a semantic patch; NAME.rule
 * needs none (an anchor for added lines, a file dropped, a file created).
 */
#ifndef RULES_H
#define RULES_H

#include "expr.h"
#include "gittree.h"
#include "probe.h"

/* Where added lines go on a target when mainline's context is not there. */
enum anchor {
	ANCHOR_NONE,
	ANCHOR_BEFORE_FIRST,
	ANCHOR_BEFORE_LAST,
	ANCHOR_AFTER_FIRST,
	ANCHOR_AFTER_LAST,
	ANCHOR_END,
};

struct rule {
	char *name;		/* the file's stem */
	char *file;		/* its path, for messages */
	char oid[OID_HEX + 1];	/* of the whole file */
	bool semantic;		/* a .cocci file */
	char *text;		/* the whole file */
	const char *body;	/* what follows the header, in text */

	char *summary;
	char *upstream;		/* as written */
	char *upstream_id;	/* its 12 digits; NULL for "none: ..." */
	char *upstream_subject; /* the same */
	char *used_by;		/* the test that alone uses it; NULL */
	char *style;		/* why it is a matter of style; NULL: it is none */
	bool off;		/* not to be chosen in this run */
	char *when_text, *uses_text;
	struct expr *when;	/* NULL: where a hunk's context is not there */
	struct expr *uses;
	struct strings after;
	int after_line;
	struct strings files;	/* fnmatch() patterns with FNM_PATHNAME */
	struct strings also;	/* paths of the target that change with these */
	char *consumes;		/* NULL: nothing */
	struct strings drops; /* paths of the series */
	char *creates;
	enum anchor anchor;
	char *anchor_line;	/* folded; NULL for ANCHOR_END */
	char *refuses;		/* why such a kernel is refused; NULL */
	char *note;		/* NULL with refuses; may be, without when */
	struct strings options;
};

struct rules {
	struct rule *v; /* in the order in which they run */
	size_t n;
};

/*
 * Read and check every rule of folder @dir and put them in order: after the
 * rules they name, by name else. Unknown, missing and misplaced keys, unknown
 * probes and rules, a cycle, a path outside a kernel's tree and a script
 * block are faults.
 */
int rules_read(const char *dir, const struct probes *probes,
	       struct rules *rules, struct err *e) _must_check_;
void rules_deinit(struct rules *rules);

/*
 * Turn the rules of style in @enable on, and the others in @disable off.
 * Fails for a rule that is not there, one that is in the state anyway, and
 * one that refuses kernels.
 */
int rules_switch(struct rules *rules, const struct strings *enable,
		 const struct strings *disable, struct err *e) _must_check_;

const struct rule *rules_find(const struct rules *rules, const char *name);

/* May the rule change this path? */
bool rule_covers(const struct rule *r, const char *path);

/*
 * Does the rule's "Uses:" hold on @text? Its names are the identifiers that
 * the text has, outside comments when @path is C.
 */
bool rule_uses(const struct rule *r, const char *path, const char *text,
	       size_t len);

#endif
