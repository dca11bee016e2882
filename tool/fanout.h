/* SPDX-License-Identifier: GPL-2.0-only */
/* The targets as jobs, for the engines that run jobs elsewhere. */
#ifndef FANOUT_H
#define FANOUT_H

#include "targets.h"

/*
 * Append a job for each series of @series and each of @targets: "github" is a
 * job matrix as one line of JSON, "gitlab" a child pipeline, which is JSON and
 * so YAML, "make" a fragment of a Makefile in which each job is a goal.
 * The series are what --series takes; where there is but one without a name,
 * none are.
 */
void fanout(const struct strings *series, const struct targets *targets,
	    const char *format, struct buf *out);

#endif
