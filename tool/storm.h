/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Does a program fork without end? The kernel's limit of processes does not
 * hold for root, and one that does, cgroups', is not ours to set everywhere.
 */
#ifndef STORM_H
#define STORM_H

#include <stdbool.h>
#include <sys/types.h>

#define MOST_PROCESSES 4096 /* make -j256 with ccache has some 1,500 */

/* The threads of the machine, ours and others'; 0 if they cannot be counted. */
long all_threads(void);

/* Has @of more than MOST_PROCESSES below it? Reads all of /proc. */
bool is_storm(pid_t of);

#endif
