/* SPDX-License-Identifier: GPL-2.0-only */
/* The commands, as descriptors: dispatch, help and man page follow these. */
#ifndef COMMANDS_H
#define COMMANDS_H

#include "advise.h"

/* Documented in backportgen(1). */
enum exit_status {
	EXIT_WELL = 0,	/* all well */
	EXIT_TARGET = 1, /* some target failed, is unclear, or differs */
	EXIT_USE = 2,	/* wrong use or configuration */
};

/* Options that a command takes beside the global ones. */
enum command_option {
	OPTION_OUTPUT = 1,
	OPTION_DRY_RUN = 2,
	OPTION_SIGNOFF = 4,
	OPTION_FORMAT = 8,
	OPTION_TARGET = 16,
	OPTION_SWITCH = 32, /* --enable and --disable */
	OPTION_VERIFY = 64, /* --level, --configs, --force */
};

struct command {
	const char *name;
	const char *usage;   /* its arguments */
	const char *summary; /* one line, imperative */
	const char *help;    /* more lines for "help COMMAND" */
	const char *formats; /* "text|json", the first is the default */
	unsigned int options;
	/* the session is loaded; args are what follows the options */
	enum exit_status (*run)(struct session *s, char **args, int n);
};

extern const struct command commands[];
extern const size_t n_commands;

/*
 * The fault of a target, with advice: the line of complain(), and below it the
 * lines that differ from the nearest known target, indented.
 */
void complain_run(struct session *s, struct run *r);
void complain_misfit(struct session *s, struct run *r,
		     const struct misfit *misfit, const char *message);

/*
 * From arguments to carried series, with every complaint that stops them all;
 * what is a target's own stays in its run.
 */
enum exit_status carry_targets(struct session *s, char **args, int n);

enum exit_status cmd_generate(struct session *s, char **args, int n);
enum exit_status cmd_check(struct session *s, char **args, int n);
enum exit_status cmd_verify(struct session *s, char **args, int n);
enum exit_status cmd_probe(struct session *s, char **args, int n);
enum exit_status cmd_explain(struct session *s, char **args, int n);
enum exit_status cmd_new_rule(struct session *s, char **args, int n);
enum exit_status cmd_rules(struct session *s, char **args, int n);
enum exit_status cmd_targets(struct session *s, char **args, int n);

#endif
