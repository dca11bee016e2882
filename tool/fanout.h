/* SPDX-License-Identifier: GPL-2.0-only */
/* The targets as jobs, for the engines that run jobs elsewhere. */
#ifndef FANOUT_H
#define FANOUT_H

#include "targets.h"

/*
 * Append the jobs for @targets: "github" is a job matrix as one line of JSON,
 * "gitlab" a child pipeline, which is JSON and so YAML, "make" a fragment of a
 * Makefile in which each target is a goal. Those not in @configured are named
 * as NAME=REV.
 */
void fanout(const struct targets *targets, const struct targets *configured,
	    const char *format, struct buf *out);

#endif
