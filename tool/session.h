/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * One run of the program: its inputs read and checked, its targets opened,
 * probed and carried to. A target's fault stays with that target.
 */
#ifndef SESSION_H
#define SESSION_H

#include "carry.h"
#include "shape.h"
#include "targets.h"
#include "usage.h"

struct options {
	const char *repo;   /* any path in or at a git repository */
	const char *tree;   /* unpacked sources instead; NULL: none */
	const char *config; /* NULL: look for stable-targets.conf */
	const char *cocci;  /* folder of rules; NULL: beside the config */
	const char *series; /* a name or a directory; NULL: the first one */
	const char *target; /* of new-rule */
	const char *output; /* NULL: the one of the series */
	bool writes;	    /* the command has to do with an output */
	unsigned int jobs;
	int timeout;	    /* seconds for one child */
	int verbosity;	    /* -1 quiet, 0, 1 verbose */
	struct strings enable, disable; /* rules, by name; the caller's */
	bool dry_run, signoff, force, all_configs, no_sandbox;
	const char *format; /* one of the command's own */
	const char *level;  /* of verify */
};

/* One target in work. */
struct run {
	const struct target *target;
	struct tree *tree;
	struct evidence *answers;
	struct shapes shapes; /* found when asked for */
	struct carried carried;
	struct run *twin; /* an earlier one with the same files; carried is its */
	struct misfit unmet; /* where the series uses what is not there */
	bool lacks; /* err has a line for each such thing */
	bool failed; /* the reason is in err */
	struct err err;
};

struct session {
	struct options options;
	char *config, *cocci, *output, *scratch;
	struct series_list listed; /* the configuration's, or the installed */
	const struct series_entry *which; /* the one that is carried */
	struct series_entry loose; /* that one, if it is not listed */
	int scratch_lock; /* says that the scratch folder is in use */
	struct targets configured, chosen;
	struct probes probes;
	struct rules rules;
	struct series series;
	struct repo *repo;
	struct store *store;
	struct decl_reader *reader;
	struct known known; /* read when asked for */
	struct work *work;
	struct usage *usage;
	struct run *runs; /* one a chosen target, in the same order */
};

/*
 * Find the inputs: the configuration named or ./stable-targets.conf, else
 * the installed one; rules and series beside it, else the installed ones; and
 * read targets, probes, rules and series. Free with session_deinit(), also
 * after a fault.
 */
int session_load(struct session *s, const struct options *options,
		 struct err *e) _must_check_;

/*
 * The first two steps of it: find everything, and choose the series; read the
 * latter.
 */
int session_find_inputs(struct session *s, struct err *e) _must_check_;
int session_read_series(struct session *s, struct err *e) _must_check_;

/* Refuse an output directory that would write into a mainline series. */
int session_check_output(const struct session *s, struct err *e) _must_check_;

/* Open the repository and choose the targets that @args name. */
int session_open(struct session *s, char *const *args, int n,
		 struct err *e) _must_check_;

/*
 * Answer every probe on every target. A fault that is a target's own goes to
 * its run; -1 is for what stops them all.
 */
int session_probe(struct session *s, struct err *e) _must_check_;

/* Read the shapes of the targets that have a series, here or installed. */
void session_known(struct session *s);

/*
 * Carry the series to every target that has not failed, spatch and all, and
 * check that what it uses is there.
 */
int session_carry(struct session *s, struct err *e) _must_check_;

/* The arguments that generate this target's series; the caller frees. */
char *session_generate(const struct session *s, const struct target *t);

/*
 * The path of @name beside the configuration, or installed if it is not there;
 * the caller frees. NULL is a fault.
 */
char *session_data(const struct session *s, const char *name, struct err *e);

struct carry_input session_input(const struct session *s);
void session_deinit(struct session *s);

#endif
